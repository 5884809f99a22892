namespace Scalewright.Storage;

/// <summary>A simulated storage cluster cannot be created, opened, or perform an operation.</summary>
public sealed class StorageException : ScalewrightException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">Problems, at least one.</param>
    /// <param name="inner">Cause; or null.</param>
    public StorageException(ValueList<Problem> problems, Exception? inner = null)
        : base("The storage cluster", problems, inner) { }

    internal StorageException(ProblemCode code, string field, string found, string advice)
        : this([new Problem(code, found, advice) { Field = field }]) { }

    /// <summary>Code of the first problem.</summary>
    public ProblemCode Code => Problems[0].Code;
}
