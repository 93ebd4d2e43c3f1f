# Meetward in a container, for linux/amd64 and linux/arm64. docs/docker.md says how to run it.

FROM python:3.11-slim AS packages
COPY requirements.txt /tmp/
# All of it comes in wheels but feedgen, which is plain Python: no compiler is needed on either machine.
RUN python -m venv --without-pip /opt/meetward \
 && python -m pip --python /opt/meetward/bin/python install --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: --no-binary feedgen -r /tmp/requirements.txt

FROM python:3.11-slim
# Emoji in colour, for names in pictures; and nothing that installs or builds.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-color-emoji \
 && rm -rf /var/lib/apt/lists/* \
 && python -m pip uninstall -y --root-user-action ignore setuptools wheel pip \
 && groupadd --gid 10001 meetward \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin meetward \
 && install -d -o meetward -g meetward -m 700 /data
COPY --from=packages /opt/meetward /opt/meetward
COPY LICENSE /app/
COPY bot /app/bot
COPY cogs /app/cogs
COPY data /app/data
COPY meetups /app/meetups
# The bot cannot write here when it runs, so what Python would keep is made now.
RUN /opt/meetward/bin/python -m compileall -q /app

ENV PATH=/opt/meetward/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FONT_FOLDER=/usr/share/fonts/truetype/noto \
    HEALTH_PORT=9464
# The database and its backups are in var/ of the working directory, unless the settings say otherwise.
WORKDIR /data
VOLUME /data
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=5m --retries=3 CMD ["python", "-c", "import os, urllib.request as web; port = os.environ.get('HEALTH_PORT'); port and web.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=8)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
