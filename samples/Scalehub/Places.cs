using System.CommandLine;
using Scalewright;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>The options of all verbs, and what they lead to.</summary>
internal sealed record Places(Option<string> Conf, Option<string> Inventory, Option<string> Data)
{
    /// <summary>The file of platforms, over the <c>defaults.ini</c> beside it.</summary>
    public PlatformConfiguration Load(ParseResult result)
    {
        string path = result.GetValue(Conf)!;
        string defaults = Path.Combine(Path.GetDirectoryName(path) ?? "", "defaults.ini");
        PlatformConfiguration? below = File.Exists(defaults) ? Parse(defaults, null) : null;
        return Parse(path, below);
    }

    /// <summary>The folder of inventories.</summary>
    public PlatformFolder Folder(ParseResult result) => new(result.GetValue(Inventory)!, Program.Platforms);

    private static PlatformConfiguration Parse(string path, PlatformConfiguration? defaults)
    {
        PlatformReadResult read = PlatformConfiguration.Read(File.ReadAllBytes(path), path, defaults);
        return read.Configuration ?? throw new InvalidDataException(Tell(read.Problems));
    }

    /// <summary>Problems as lines, each with its code.</summary>
    public static string Tell(IEnumerable<Problem> problems) => string.Join('\n', problems.Select(problem => $"{problem} [{problem.Code.Id}]"));
}
