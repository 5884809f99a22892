using System.Reflection;
using Tests.Shared;

namespace Packages.Tests;

/// <summary>The project's packages in a folder of their own, and what a user builds with them. Made once for all tests.</summary>
public sealed class Consumers : IDisposable
{
    private static readonly Dictionary<string, string> Facts = typeof(Consumers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(fact => fact.Key, fact => fact.Value!);

    private readonly TemporaryFolder _folder = new();

    public Consumers()
    {
        WriteSettings();
        Pack("Sdk/Scalewright.Core.csproj");
        Pack("Meta/Scalewright.csproj");
        Write("External.Meadow");
        Build("pack", "External.Meadow", "-o", _folder.At("feed"));
        Write("Consumer");
        Build("build", "Consumer");
        Output = Command.Dotnet(_folder.At("Consumer"), Environment, _folder.At("Consumer", "bin", "Debug", "net10.0", "Consumer.dll"));
    }

    /// <summary>What the consumer program printed.</summary>
    internal CommandResult Output { get; }

    private Dictionary<string, string> Environment => new() { ["NUGET_PACKAGES"] = _folder.At("packages"), ["CI"] = "" };

    /// <summary>Copies a project of this test's folder Projects beside the others.</summary>
    internal void Write(string project)
    {
        foreach (string file in Directory.EnumerateFiles(Repository.At("tests", "Packages", "Projects", project)))
        {
            string name = Path.GetFileName(file);
            string text = File.ReadAllText(file).Replace("VERSION", Facts["Version"], StringComparison.Ordinal);
            _folder.Write(project + "/" + (name.EndsWith(".txt", StringComparison.Ordinal) ? name[..^4] : name), text);
        }
    }

    /// <summary>Runs a verb of <c>dotnet</c> on a project and wants it to succeed.</summary>
    internal CommandResult Build(string verb, string project, params string[] arguments)
    {
        CommandResult result = Try(verb, project, arguments);
        result.ExitCode.ShouldBe(0, result.Text);
        return result;
    }

    /// <summary>Runs a verb of <c>dotnet</c> on a project.</summary>
    internal CommandResult Try(string verb, string project, params string[] arguments) =>
        Command.Dotnet(_folder.At(project), Environment, [.. verb.Split(' '), $"{project}.csproj", .. arguments]);

    internal string Read(string project, string file) => File.ReadAllText(_folder.At(project, file));

    internal IEnumerable<string> PackageFiles(string package)
    {
        using System.IO.Compression.ZipArchive archive = System.IO.Compression.ZipFile.OpenRead(_folder.At("feed", $"{package}.{Facts["Version"]}.nupkg"));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Packs what the build of this test made; builds nothing.</summary>
    private void Pack(string project)
    {
        CommandResult result = Command.Dotnet(
            Repository.Root,
            new Dictionary<string, string>(),
            "pack", Repository.At("src", project), "--no-build", "-m:1", "-c", Facts["Configuration"], "-o", _folder.At("feed"));
        result.ExitCode.ShouldBe(0, result.Text);
    }

    /// <summary>The new packages come from the feed alone, all others from what this machine has restored: nothing is downloaded.</summary>
    private void WriteSettings() => _folder.Write("nuget.config", $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="feed" value="feed" />
            <add key="restored" value="{Facts["PackageFolder"]}" />
          </packageSources>
          <packageSourceMapping>
            <clear />
            <packageSource key="feed">
              <package pattern="Scalewright" />
              <package pattern="Scalewright.*" />
              <package pattern="External.*" />
            </packageSource>
            <packageSource key="restored">
              <package pattern="*" />
            </packageSource>
          </packageSourceMapping>
          <fallbackPackageFolders>
            <clear />
          </fallbackPackageFolders>
        </configuration>
        """);
}
