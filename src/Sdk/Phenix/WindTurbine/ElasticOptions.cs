namespace Scalewright.Plugins.WindTurbine;

/// <summary>An Elasticsearch server that devices record to: <c>ground-truth-module.elastic</c>.</summary>
public sealed record ElasticOptions
{
    /// <summary>Address of the server.</summary>
    public string Endpoint { get; init; } = "http://localhost:9200";

    /// <summary>Start of the names of its indexes.</summary>
    [OptionKey("index-base-name")]
    public string IndexBaseName { get; init; } = "ot-sim";

    /// <summary>Labels of each record; {{turbine_name}} and {{turbine_id}} stand for the turbine.</summary>
    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;
}
