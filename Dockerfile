# The portal in a container: the same scripts as on a bare machine (bin/setup, bin/prepare, bin/web, bin/worker, bin/beat).
FROM node:20-bookworm-slim AS node
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-progress

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN useradd --system --create-home --uid 1000 portal && install -d -o portal -g portal /data
# First what changes seldom, so that a new version of the code rebuilds in seconds.
COPY package.json package-lock.json requirements.txt requirements-dev.txt ./
COPY bin/setup bin/merge_fonts.py bin/
COPY --from=node /app/node_modules node_modules
RUN bin/setup --no-node --no-data && rm -rf /var/lib/apt/lists/*
COPY . .
RUN bin/setup --no-node --no-data && .venv/bin/python -m compileall -q dtportal nominations assessments awards forums
USER portal
ENV DATA_DIR=/data BIND=0.0.0.0 PORT=8000
VOLUME /data
EXPOSE 8000
CMD ["bin/web"]
