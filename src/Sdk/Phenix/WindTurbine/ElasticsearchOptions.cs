namespace Scalewright.Plugins.WindTurbine;

/// <summary>Elasticsearch server for the records of devices: <c>ground-truth-module.elastic</c>.</summary>
public sealed record ElasticsearchOptions
{
    /// <summary>Address of the server.</summary>
    public string Endpoint { get; init; } = "http://localhost:9200";

    /// <summary>Prefix of its index names.</summary>
    [OptionKey("index-base-name")]
    public string IndexBaseName { get; init; } = "ot-sim";

    /// <summary>Labels of each record; {{turbine_name}} and {{turbine_id}} are replaced for each turbine.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;
}
