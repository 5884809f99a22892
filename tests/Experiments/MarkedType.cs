using Scalewright.Experiments.Types;

namespace Experiments.Tests;

/// <summary>A type of this assembly.</summary>
[ExperimentType("marked_here")]
internal sealed class MarkedType : ExperimentType;
