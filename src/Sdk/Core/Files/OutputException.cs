namespace Scalewright.Files;

/// <summary>Thrown when files cannot be written. <see cref="ScalewrightException.Problems"/> lists them.</summary>
public sealed class OutputException : ScalewrightException
{
    internal OutputException(string subject, ValueList<Problem> problems, Exception? inner = null)
        : base(subject, problems, inner) { }
}
