namespace Scalewright.Files;

/// <summary>Files cannot be written. <see cref="ScalewrightException.Problems"/> names each path and what is wrong with it.</summary>
public sealed class OutputException : ScalewrightException
{
    internal OutputException(string subject, ValueList<Problem> problems, Exception? inner = null)
        : base(subject, problems, inner)
    {
    }
}
