"""The examples of code in the guide on loading images run, and do what the guide says of them.

The files that they read are made here; nobody's images are.
"""

import runpy
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name by which everybody knows it
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from datasets.records.files import Tree

NIFTI, RESAMPLE, DICOM, SERIES = (
    "NIfTI: read, scale, renumber",
    "NIfTI: one voxel size, proportions kept",
    "DICOM: one image",
    "DICOM: a series of slices as one volume",
)

# A small MRI: 4 x 5 x 6 voxels of 2 x 1 x 3 mm, stored with the first axis running to the left.
SHAPE, AFFINE = (4, 5, 6), np.diag([-2.0, 1.0, 3.0, 1.0])


@pytest.fixture
def examples(tree: Tree) -> dict[str, str]:
    """The code of each section that has some, by the section's title."""
    (guide,) = (record for _, record in tree.guide if record["slug"] == "loading-images")
    return {
        section["title"]["en"]: section["code"]["text"] for section in guide["body"]["sections"] if section.get("code")
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that examples start in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mri(folder: Path) -> np.ndarray:
    """A volume in t1.nii.gz and its labels in seg.nii.gz; returns the voxels as they are stored."""
    voxels = np.arange(np.prod(SHAPE), dtype=np.int16).reshape(SHAPE)
    labels = np.zeros(SHAPE, np.uint8)
    labels[0], labels[1], labels[2] = 4, 2, 1
    nib.save(nib.Nifti1Image(voxels, AFFINE), folder / "t1.nii.gz")
    nib.save(nib.Nifti1Image(labels, AFFINE), folder / "seg.nii.gz")
    return voxels


def run(code: str, folder: Path) -> dict[str, Any]:
    """Run an example as a script and return its names."""
    path = folder / "example.py"
    path.write_text(code, encoding="utf-8")
    return runpy.run_path(str(path))


def write_dicom(path: Path, stored: np.ndarray, **elements: Any) -> None:
    """Write one image of 16 bits as an uncompressed DICOM file."""
    file = pydicom.Dataset()
    file.file_meta = FileMetaDataset()
    file.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file.SOPInstanceUID = file.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    file.Rows, file.Columns = stored.shape
    file.SamplesPerPixel, file.BitsAllocated, file.BitsStored, file.HighBit = 1, 16, 16, 15
    file.PixelRepresentation = 0
    file.PhotometricInterpretation = "MONOCHROME2"
    for name, value in elements.items():
        setattr(file, name, value)
    file.file_meta.MediaStorageSOPClassUID = file.SOPClassUID
    file.PixelData = stored.astype("<u2").tobytes()
    file.save_as(path, enforce_file_format=True)


def write_series(folder: Path, slices: int) -> None:
    """Write CT slices 2.5 mm apart, each of one value, with file names against the order in space."""
    series, study, frame = generate_uid(), generate_uid(), generate_uid()
    folder.mkdir(exist_ok=True)
    for number in range(slices):
        write_dicom(
            folder / f"{series}-{slices - number:03}.dcm",
            np.full((3, 4), 1000 + number),
            SOPClassUID=CTImageStorage,
            Modality="CT",
            SeriesInstanceUID=series,
            StudyInstanceUID=study,
            FrameOfReferenceUID=frame,
            InstanceNumber=number + 1,
            ImagePositionPatient=[0, 0, 2.5 * number],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[0.5, 0.75],
            SliceThickness=2.5,
            RescaleSlope=1,
            RescaleIntercept=-1024,
        )


def test_every_example_has_its_test(examples: dict[str, str]) -> None:
    assert set(examples) == {NIFTI, RESAMPLE, DICOM, SERIES}


class TestNifti:
    """Reading, scaling and renumbering with NiBabel."""

    def test_a_volume_is_read_with_its_axes_in_one_order(
        self, examples: dict[str, str], mri: np.ndarray, folder: Path
    ) -> None:
        voxels, spacing, affine = run(examples[NIFTI], folder)["load_volume"](folder / "t1.nii.gz")
        assert np.array_equal(voxels, mri[::-1])
        assert spacing == (2, 1, 3)
        assert np.all(np.diag(affine) > 0)

    def test_labels_lie_on_their_voxels(self, examples: dict[str, str], mri: np.ndarray, folder: Path) -> None:
        labels = run(examples[NIFTI], folder)["load_labels"](folder / "seg.nii.gz")
        assert labels.dtype == np.int16
        assert labels[:, 0, 0].tolist() == [0, 1, 2, 4]

    def test_scaling_goes_from_zero_to_one(self, examples: dict[str, str], folder: Path) -> None:
        scaled = run(examples[NIFTI], folder)["scale"](np.array([-10.0, 0.0, 30.0]))
        assert scaled.tolist() == [0, 0.25, 1]

    def test_a_volume_of_one_value_becomes_zeros(self, examples: dict[str, str], folder: Path) -> None:
        assert run(examples[NIFTI], folder)["scale"](np.full((2, 2), 7.0)).tolist() == [[0, 0], [0, 0]]

    def test_labels_are_numbered_without_a_gap(self, examples: dict[str, str], folder: Path) -> None:
        assert run(examples[NIFTI], folder)["renumber"](np.array([0, 1, 2, 4, 1])).tolist() == [0, 1, 2, 3, 1]

    def test_a_label_that_nobody_expects_is_refused(self, examples: dict[str, str], folder: Path) -> None:
        with pytest.raises(ValueError, match="labels outside"):
            run(examples[NIFTI], folder)["renumber"](np.array([0, 3]))


class TestResampling:
    """One voxel size with SimpleITK."""

    def test_voxels_get_one_size_and_the_whole_keeps_its_own(
        self, examples: dict[str, str], mri: np.ndarray, folder: Path
    ) -> None:
        volume = run(examples[RESAMPLE], folder)["volume"]
        assert volume.GetSpacing() == (1, 1, 1)
        assert volume.GetSize() == (8, 5, 18)
        assert volume.GetOrigin() == sitk.ReadImage(str(folder / "t1.nii.gz")).GetOrigin()

    def test_values_stay_within_those_that_there_were(
        self, examples: dict[str, str], mri: np.ndarray, folder: Path
    ) -> None:
        values = sitk.GetArrayFromImage(run(examples[RESAMPLE], folder)["volume"])
        assert values.min() >= mri.min()
        assert values.max() <= mri.max()

    def test_no_new_label_arises(self, examples: dict[str, str], mri: np.ndarray, folder: Path) -> None:
        labels = sitk.GetArrayFromImage(run(examples[RESAMPLE], folder)["labels"])
        assert set(np.unique(labels)) == {0, 1, 2, 4}


class TestDicom:
    """One image with pydicom."""

    def test_stored_numbers_become_hounsfield_units(self, examples: dict[str, str], folder: Path) -> None:
        write_dicom(
            folder / "ct.dcm",
            np.array([[0, 1024], [1064, 2048]]),
            SOPClassUID=CTImageStorage,
            RescaleSlope=1,
            RescaleIntercept=-1024,
        )
        values = run(examples[DICOM], folder)["load_image"](folder / "ct.dcm")
        assert values.dtype == np.float32
        assert values.tolist() == [[-1024, 0], [40, 1024]]

    def test_a_negative_is_turned(self, examples: dict[str, str], folder: Path) -> None:
        write_dicom(
            folder / "xray.dcm",
            np.array([[100, 300]]),
            SOPClassUID=DigitalXRayImageStorageForPresentation,
            PhotometricInterpretation="MONOCHROME1",
        )
        assert run(examples[DICOM], folder)["load_image"](folder / "xray.dcm").tolist() == [[300, 100]]

    def test_a_window_cuts_at_its_ends(self, examples: dict[str, str], folder: Path) -> None:
        shown = run(examples[DICOM], folder)["window"](np.array([-1024.0, -160.0, 40.0, 240.0, 3000.0]))
        assert shown.tolist() == [0, 0, 0.5, 1, 1]


class TestSeries:
    """A folder of slices with SimpleITK."""

    def test_slices_are_ordered_in_space(
        self, examples: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_series(folder / "case", 4)
        names = run(examples[SERIES], folder)
        assert names["voxels"][:, 0, 0].tolist() == [-24, -23, -22, -21]
        assert capsys.readouterr().out.splitlines() == [
            "slices, rows, columns: (4, 3, 4)",
            "millimetres along x, y and z: (0.75, 0.5, 2.5)",
        ]

    def test_two_series_in_one_folder_are_refused(self, examples: dict[str, str], folder: Path) -> None:
        write_series(folder / "case", 2)
        write_series(folder / "case", 2)
        with pytest.raises(ValueError, match="holds 2 series"):
            run(examples[SERIES], folder)
