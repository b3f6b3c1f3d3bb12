# Lightbox behind gunicorn. Build: docker build -t lightbox .   Run: see docs/operations.md.
FROM python:3.13-slim AS packages
COPY requirements.lock .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data HOST=0.0.0.0
RUN useradd --system --uid 10001 --no-create-home lightbox && mkdir /data && chown lightbox /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY directory directory
COPY datasets datasets
COPY templates templates
COPY static static
COPY locale locale
COPY fixtures fixtures
# What `manage.py judge` measures search against.
COPY tests/search/judged.jsonl tests/search/judged.jsonl
USER lightbox
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=2m CMD python -c "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8000)}/readyz', timeout=5)"
CMD ["sh", "-c", "python manage.py migrate --no-input && python manage.py seed && python manage.py collectstatic --no-input && exec gunicorn --config directory/gunicorn.py"]
