using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Something that a reaper could not remove.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Problem">Why it is still there.</param>
public sealed record LeakedResource(Resource Resource, Problem Problem);
