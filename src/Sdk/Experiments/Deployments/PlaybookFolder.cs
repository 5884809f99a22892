namespace Scalewright.Experiments.Deployments;

/// <summary>A folder of playbooks: <c>STAGE/NAME.yaml</c> for each deployment, and <c>roles</c>.</summary>
/// <param name="path">The folder.</param>
public sealed class PlaybookFolder(string path)
{
    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <summary>Stages and their folders in deployment order: infrastructure, orchestration, application.</summary>
    public static ValueList<string> Stages { get; } = ["infrastructure", "orchestration", "application"];

    /// <summary>Absolute path of the folder.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>Returns the names of all playbooks as <c>STAGE/NAME</c>, ordered by stage.</summary>
    public ValueList<string> GetNames() =>
        [
            .. Stages
                .Where(stage => Directory.Exists(Path.Combine(FullPath, stage)))
                .SelectMany(stage =>
                    Directory
                        .EnumerateFiles(Path.Combine(FullPath, stage))
                        .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.Ordinal))
                        .Select(file => $"{stage}/{Path.GetFileNameWithoutExtension(file)}")
                        .Order(StringComparer.Ordinal)
                ),
        ];

    /// <summary>Finds the file of a playbook.</summary>
    /// <param name="name">A name of <see cref="GetNames"/>.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="ExperimentException">The playbook does not exist.</exception>
    public string Find(string name)
    {
        ValueList<string> names = GetNames();
        if (names.Contains(name, StringComparer.Ordinal))
        {
            return Endings.Select(ending => Path.Combine(FullPath, name + ending)).First(File.Exists);
        }

        string advice =
            names.Count == 0
                ? $"give a folder of playbooks, with folders {string.Join(", ", Stages)}"
                : Spelling.Advise(name, names, $"use one of {string.Join(", ", names)}");
        throw new ExperimentException([
            new Problem(ProblemCode.UnknownReference, $"there is no playbook '{TextEscaping.Escape(name)}'", advice) { Source = path },
        ]);
    }
}
