namespace Scalewright.Plugins.WindTurbine;

/// <summary>Where devices record what really happened: <c>ground-truth-module</c>.</summary>
public sealed record GroundTruthOptions
{
    /// <summary>The Elasticsearch server that it goes to; without it nothing is recorded.</summary>
    public ElasticOptions? Elastic { get; init; }
}
