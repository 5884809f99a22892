namespace Scalewright.Experiments.Histories;

/// <summary>The file <c>bundle.json</c>: the names of files, what took the place of values of the definition, and the machines of one that names none.</summary>
internal sealed record BundleJson(string[] Files, SortedDictionary<string, string> Overrides)
{
    // Generated code sets what a file leaves out to null.
    public MachinesJson[] Machines { get; init => field = value ?? []; } = [];
}
