namespace Conformance;

/// <summary>One family of cases with expected results from a reference system.</summary>
public interface ISuite
{
    /// <summary>Name on the command line, and of the folder below <c>Cases</c>.</summary>
    string Name { get; }

    /// <summary>The cases of a folder, in a stable order; reading one runs nothing.</summary>
    /// <param name="folder">Folder with the suite's files.</param>
    IEnumerable<ConformanceCase> Cases(string folder);
}
