class ResourceIdentifier:
    pass


moto_id_manager = None
