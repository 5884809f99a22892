namespace Conformance;

public interface ISuite
{
    /// <summary>Name on the command line, and of the folder below <c>Cases</c>.</summary>
    string Name { get; }

    /// <summary>Cases are in a stable order and do not run here.</summary>
    IEnumerable<ConformanceCase> Cases(string folder);
}
