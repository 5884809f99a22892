namespace Scalewright.Sweeps;

/// <summary>A sweep cannot be made, read or collected.</summary>
public sealed class SweepException : ScalewrightException
{
    internal SweepException(string folder, ValueList<Problem> problems, Exception? inner = null)
        : base($"Sweep '{folder}'", problems, inner)
    {
    }

    internal SweepException(string folder, Problem problem, Exception? inner = null)
        : this(folder, [problem], inner)
    {
    }
}
