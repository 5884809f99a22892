namespace Scalewright.Journals;

/// <summary>How a file is opened.</summary>
public enum FileOpening
{
    /// <summary>Read a file that is there.</summary>
    Read,

    /// <summary>Read and append to a file that is there.</summary>
    Append,

    /// <summary>Make a file that is not there.</summary>
    Create,

    /// <summary>Read and append to a file; make it when it is not there.</summary>
    AppendOrCreate,

    /// <summary>Read a file and write at any offset of it; make it when it is not there.</summary>
    Update,
}
