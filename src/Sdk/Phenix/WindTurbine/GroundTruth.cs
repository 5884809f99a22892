namespace Scalewright.Plugins.WindTurbine;

/// <summary>Ground truth records of a turbine's devices: <c>ground-truth-module.elastic</c> of a profile.</summary>
internal sealed record GroundTruth
{
    public string Endpoint { get; init; } = "http://localhost:9200";

    public string IndexBaseName { get; init; } = "ot-sim";

    /// <summary>Labels in order, with the placeholders <c>{{turbine_name}}</c> and <c>{{turbine_id}}</c>.</summary>
    public ValueList<(string Name, string Value)> Labels { get; init; } = [];

    internal static GroundTruth From(ElasticsearchOptions options) =>
        new()
        {
            Endpoint = options.Endpoint,
            IndexBaseName = options.IndexBaseName,
            Labels = [.. options.Labels.Select(label => (label.Key, label.Value))],
        };
}
