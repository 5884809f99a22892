namespace Scalewright.Sweeps;

/// <summary>Thrown when a sweep cannot be created, read or collected.</summary>
public sealed class SweepException : ScalewrightException
{
    internal SweepException(string folder, ValueList<Problem> problems, Exception? inner = null)
        : base($"Sweep '{folder}'", problems, inner) { }

    internal SweepException(string folder, Problem problem, Exception? inner = null)
        : this(folder, [problem], inner) { }
}
