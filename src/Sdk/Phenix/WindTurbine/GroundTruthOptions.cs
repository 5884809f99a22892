namespace Scalewright.Plugins.WindTurbine;

/// <summary>Ground truth records of devices: <c>ground-truth-module</c>.</summary>
public sealed record GroundTruthOptions
{
    /// <summary>Elasticsearch server for the records. Without it, nothing is recorded.</summary>
    public ElasticsearchOptions? Elastic { get; init; }
}
