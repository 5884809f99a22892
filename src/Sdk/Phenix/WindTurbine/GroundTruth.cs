namespace Scalewright.Plugins.WindTurbine;

/// <summary>
/// Ground truth records of the devices of a turbine: <c>ground-truth-module.elastic</c> of a profile.
/// </summary>
internal sealed record GroundTruth
{
    /// <summary>Address of the Elasticsearch server. Default <c>http://localhost:9200</c>.</summary>
    public string Endpoint { get; init; } = "http://localhost:9200";

    /// <summary>Prefix of the index names. Default <c>ot-sim</c>.</summary>
    public string IndexBaseName { get; init; } = "ot-sim";

    /// <summary>
    /// Labels in order; <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c> are replaced for each turbine.
    /// </summary>
    public ValueList<(string Name, string Value)> Labels { get; init; } = [];

    internal static GroundTruth Of(ElasticOptions options) => new()
    {
        Endpoint = options.Endpoint,
        IndexBaseName = options.IndexBaseName,
        Labels = [.. options.Labels.Select(label => (label.Key, label.Value))],
    };
}
