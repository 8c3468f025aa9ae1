"""What MLflow runs to make the model: no pickle, only this line."""

from mlflow.models import set_model

from nhml.tracking.pyfunc import BundleModel

set_model(BundleModel())
