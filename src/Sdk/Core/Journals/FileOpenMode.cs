namespace Scalewright.Journals;

/// <summary>Modes of opening a file.</summary>
public enum FileOpenMode
{
    /// <summary>Reads an existing file.</summary>
    Read,

    /// <summary>Reads and appends to an existing file.</summary>
    Append,

    /// <summary>Creates a new file; fails when it exists.</summary>
    CreateNew,

    /// <summary>Reads and appends to a file; creates it when it does not exist.</summary>
    AppendOrCreate,

    /// <summary>Reads a file and writes at any offset; creates it when it does not exist.</summary>
    OpenOrCreate,
}
