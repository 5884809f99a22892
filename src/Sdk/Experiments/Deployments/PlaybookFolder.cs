namespace Scalewright.Experiments.Deployments;

/// <summary>A folder of playbooks: a file <c>STAGE/NAME.yaml</c> for each thing that can be deployed, with its roles in <c>roles</c>.</summary>
/// <param name="path">The folder.</param>
public sealed class PlaybookFolder(string path)
{
    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <summary>The stages in the order they are deployed in, which are the folder's own folders: infrastructure, orchestration, application.</summary>
    public static ValueList<string> Stages { get; } = ["infrastructure", "orchestration", "application"];

    /// <summary>The folder as an absolute path.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>What can be deployed, as <c>STAGE/NAME</c>, stage by stage.</summary>
    public ValueList<string> Names() =>
    [
        .. Stages.Where(stage => Directory.Exists(Path.Combine(FullPath, stage))).SelectMany(stage => Directory.EnumerateFiles(Path.Combine(FullPath, stage))
            .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            .Select(file => $"{stage}/{Path.GetFileNameWithoutExtension(file)}")
            .Order(StringComparer.Ordinal)),
    ];

    /// <summary>The playbook of a name.</summary>
    /// <param name="name">As in <see cref="Names"/>.</param>
    /// <returns>Its file.</returns>
    /// <exception cref="ExperimentException">There is none.</exception>
    public string Find(string name)
    {
        ValueList<string> names = Names();
        if (names.Contains(name, StringComparer.Ordinal))
        {
            return Endings.Select(ending => Path.Combine(FullPath, name + ending)).First(File.Exists);
        }

        string advice = names.Count == 0 ? $"give a folder of playbooks, with folders {string.Join(", ", Stages)}"
            : Spelling.Nearest(name, names) is { } near ? $"did you mean '{near}'?" : $"use one of {string.Join(", ", names)}";
        throw new ExperimentException([new Problem(ProblemCode.UnknownReference, $"there is no playbook '{Printable.Escape(name)}'", advice) { Source = path }]);
    }
}
