default_user_config = {"core": {}}
