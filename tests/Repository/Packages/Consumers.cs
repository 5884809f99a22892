using System.IO.Compression;

namespace Packages.Tests;

public sealed class Consumers : IDisposable
{
    private static readonly Dictionary<string, string> Facts = typeof(Consumers)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(fact => fact.Key, fact => fact.Value!);

    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _builtSamples = new(StringComparer.Ordinal);

    public Consumers()
    {
        WriteSettings();
        Pack();
        Pack("External.Meadow");
        Output = Run("Consumer");
    }

    internal static string Version => Facts["Version"];

    internal ProgramResult Output { get; }

    private Dictionary<string, string> Environment =>
        new()
        {
            ["NUGET_PACKAGES"] = _folder.At("packages"),
            ["CI"] = "",
            ["SCALEWRIGHT_SEEDS"] = "",
            ["SCALEWRIGHT_FIRST_SEED"] = "",
            ["SCALEWRIGHT_SEED_REPORT"] = "",
            ["SCALEWRIGHT_SEED_THREADS"] = "",
            ["SCALEWRIGHT_MAX_FAILURES"] = "",
            ["SCALEWRIGHT_MAX_SHRINK_RUNS"] = "",
            ["SCALEWRIGHT_REPLAY"] = "",
        };

    /// <summary>Copies a project from the folder Projects of these tests.</summary>
    internal void Write(string project)
    {
        foreach (string file in Directory.EnumerateFiles(Repository.At("tests", "Repository", "Packages", "Projects", project)))
        {
            string name = Path.GetFileName(file);
            string text = File.ReadAllText(file).Replace("VERSION", Facts["Version"], StringComparison.Ordinal);
            _folder.Write(project + "/" + (name.EndsWith(".txt", StringComparison.Ordinal) ? name[..^4] : name), text);
        }
    }

    internal void Write(string project, string file, string text) => _folder.Write($"{project}/{file}", text);

    internal void Pack(string project)
    {
        Write(project);
        Build("pack", project, "-o", _folder.At("feed"));
    }

    internal ProgramResult Build(string verb, string project, params string[] arguments)
    {
        ProgramResult result = Try(verb, project, arguments);
        result.ExitCode.ShouldBe(0, result.Text);
        return result;
    }

    internal ProgramResult Try(string verb, string project, params string[] arguments) =>
        Command.Dotnet(_folder.At(project), Environment, [.. verb.Split(' '), $"{project}.csproj", .. arguments]);

    internal ProgramResult Run(string project)
    {
        Write(project);
        Build("build", project);
        return Command.Dotnet(_folder.At(project), Environment, _folder.At(project, "bin", "Debug", "net10.0", $"{project}.dll"));
    }

    /// <summary>Installs the tool package as a user would.</summary>
    internal ProgramResult RunTool(string file, string text, params string[] arguments)
    {
        string folder = _folder.At("tool");
        if (!Directory.Exists(folder))
        {
            _folder.Write("feed-alone.config", "<configuration><packageSources><clear /></packageSources></configuration>");
            ProgramResult installed = Command.Dotnet(
                _folder.Root,
                Environment,
                "tool",
                "install",
                "Scalewright.Tool",
                "--tool-path",
                folder,
                "--version",
                Facts["Version"],
                "--add-source",
                _folder.At("feed"),
                "--configfile",
                _folder.At("feed-alone.config")
            );
            installed.ExitCode.ShouldBe(0, installed.Text);
        }

        _folder.Write(file, text);
        return Command.Run(Path.Combine(folder, "scalewright"), _folder.Root, Environment, arguments);
    }

    /// <summary>A project of samples/outside uses only the packages.</summary>
    internal ProgramResult RunSample(string project, string verb, params string[] arguments) =>
        RunSample(new Dictionary<string, string>(StringComparer.Ordinal), project, verb, arguments);

    internal ProgramResult RunSample(IReadOnlyDictionary<string, string> variables, string project, string verb, params string[] arguments)
    {
        bool isBuilt = !_builtSamples.Add(project);
        if (!isBuilt)
        {
            string samples = Repository.At("samples", "outside");
            foreach (string file in Directory.EnumerateFiles(samples).Concat(Directory.EnumerateFiles(Path.Combine(samples, project))))
            {
                _folder.Write(Path.Combine("outside", Path.GetRelativePath(samples, file)), File.ReadAllText(file));
            }
        }

        Dictionary<string, string> environment = Environment;
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        // This machine may have restored only a later version of a transitive dependency.
        return Command.Dotnet(
            _folder.At("outside", project),
            environment,
            [
                .. verb.Split(' '),
                $"{project}.csproj",
                $"-p:ScalewrightVersion={Facts["Version"]}",
                "-p:WarningsNotAsErrors=NU1603",
                .. isBuilt ? ["--no-build"] : Array.Empty<string>(),
                .. arguments,
            ]
        );
    }

    internal ProgramResult MakeFromTemplate(string template, string name, params string[] arguments)
    {
        string hive = _folder.At("hive");
        if (!Directory.Exists(hive))
        {
            Succeed("", ["new", "install", _folder.At("feed", $"Scalewright.Templates.{Version}.nupkg"), "--debug:custom-hive", hive]);
        }

        return Succeed(
            "",
            ["new", template, "-n", name, "-o", _folder.At(name), "--debug:custom-hive", hive, "--no-update-check", .. arguments]
        );
    }

    internal ProgramResult Succeed(string folder, IEnumerable<string> arguments)
    {
        ProgramResult result = Dotnet(folder, arguments);
        result.ExitCode.ShouldBe(0, result.Text);
        return result;
    }

    internal ProgramResult Dotnet(string folder, IEnumerable<string> arguments) =>
        Command.Dotnet(_folder.At(folder), Environment, [.. arguments]);

    internal string At(params string[] path) => _folder.At(path);

    internal string Read(string project, params string[] file) => File.ReadAllText(_folder.At([project, .. file]));

    internal IEnumerable<string> Packages() => Packages("nupkg");

    internal IEnumerable<string> SymbolPackages() => Packages("snupkg");

    internal IEnumerable<string> PackageFiles(string package)
    {
        using ZipArchive archive = Open(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    internal string PackageText(string package, string file)
    {
        using ZipArchive archive = Open(package);
        using StreamReader reader = new(archive.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    internal XElement Metadata(string package)
    {
        using ZipArchive archive = Open(package);
        using Stream stream = archive.GetEntry($"{package}.nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Packages(string extension) =>
        Directory
            .EnumerateFiles(_folder.At("feed"), $"Scalewright*.{Version}.{extension}")
            .Select(path => Path.GetFileName(path)[..^$".{Version}.{extension}".Length]);

    private ZipArchive Open(string package) => ZipFile.OpenRead(_folder.At("feed", $"{package}.{Facts["Version"]}.nupkg"));

    private void Pack()
    {
        ProgramResult result = Command.Dotnet(
            Repository.Root,
            new Dictionary<string, string>(),
            "msbuild",
            Repository.At("tests", "Repository", "Packages", "Pack.targets"),
            "-m:1",
            $"-p:Configuration={Facts["Configuration"]}",
            $"-p:PackageOutputPath={_folder.At("feed")}"
        );
        result.ExitCode.ShouldBe(0, result.Text);
    }

    /// <summary>Packages of the project come from the feed, all others from this machine.</summary>
    private void WriteSettings() =>
        _folder.Write(
            "nuget.config",
            $"""
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
            """
        );
}
