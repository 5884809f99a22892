namespace Scalewright.Plugins.WindTurbine;

/// <summary>Where every device of a turbine records what really happened: <c>ground-truth-module.elastic</c> of a profile.</summary>
internal sealed record GroundTruth
{
    /// <summary>Address of the Elasticsearch server; default <c>http://localhost:9200</c>.</summary>
    public string Endpoint { get; init; } = "http://localhost:9200";

    /// <summary>Start of the index names; default <c>ot-sim</c>.</summary>
    public string IndexBaseName { get; init; } = "ot-sim";

    /// <summary>Labels in order; <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c> stand for the turbine.</summary>
    public ValueList<(string Name, string Value)> Labels { get; init; } = [];

    /// <summary>The records that options ask for.</summary>
    internal static GroundTruth Of(ElasticOptions options) => new()
    {
        Endpoint = options.Endpoint,
        IndexBaseName = options.IndexBaseName,
        Labels = [.. options.Labels.Select(label => (label.Key, label.Value))],
    };
}
