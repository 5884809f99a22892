using System.Buffers;
using System.CommandLine;
using System.Text;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Profiles;

namespace Scalewright.Tool;

/// <summary><c>scalewright schema [--plugin NAME] [--out FILE] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class SchemaVerb
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Option<string> plugin = new("--plugin") { Description = "Write the options of this plugin alone; NAME or NAME@VERSION.", HelpName = "NAME" };
        Option<string> file = new("--out") { Description = "Write into this file instead of to standard output.", HelpName = "FILE" };
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("schema", "Write the JSON schema of profile files, for editors.") { plugin, file, assemblies };
        verb.SetAction(result =>
        {
            ProblemList problems = new();
            PluginAssemblies.Load(result.GetValue(assemblies) ?? [], new PluginTrace(), problems);
            string? schema = problems.HasErrors ? null : Schema(result.GetValue(plugin), problems);
            if (schema is not null && result.GetValue(file) is { } path)
            {
                Save(path, schema, problems);
            }
            else
            {
                output.Write(schema);
            }

            PlanReport report = PlanReport.Of(problems.ToValueList());
            errors.Write(report.Errors);
            return (int)report.ExitCode;
        });
        return verb;
    }

    /// <summary>The schema of all plugins, or of one; null and a problem when that one is not there or takes nothing.</summary>
    private static string? Schema(string? plugin, ProblemList problems)
    {
        if (plugin is null)
        {
            return ProfileSchema.Write(ScalePlugins.All);
        }

        string[] parts = plugin.Split('@', 2);
        PluginChoice choice = parts.Length == 2 ? new PluginChoice(parts[0], parts[1]) : new PluginChoice(parts[0]);
        PluginEntry? entry = ScalePlugins.All.Find(choice);
        if (entry?.Options is { } options)
        {
            return options.Schema.TrimEnd() + "\n";
        }

        problems.Add(entry is null
            ? PluginSearch.Unknown(choice, ScalePlugins.All)
            : new Problem(ProblemCode.UnknownPlugin, $"{entry} has no options of its own", "leave out --plugin for the schema of the whole file"));
        return null;
    }

    /// <summary>The file is whole or as it was.</summary>
    private static void Save(string path, string schema, ProblemList problems)
    {
        try
        {
            FileInfo file = new(path);
            Store(((file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) : null) ?? file).FullName, Encoding.UTF8.GetBytes(schema));
        }
        catch (OutputException e)
        {
            foreach (Problem problem in e.Problems)
            {
                problems.Add(problem with { Source = path, Field = "" });
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(new Problem(ProblemCode.OutputFolder, $"the file cannot be written: {FaultText.Of(e, path)}", "check its folder and rights") { Source = path });
        }
    }

    /// <summary>A device is written to; anything else is replaced.</summary>
    private static void Store(string file, byte[] content)
    {
        if (file.StartsWith("/dev/", StringComparison.Ordinal) || file.StartsWith("/proc/", StringComparison.Ordinal))
        {
            File.WriteAllBytes(file, content);
            return;
        }

        if (Directory.Exists(file) || Path.GetDirectoryName(file) is not { } folder || !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException();
        }

        OutputFolder.Open(folder).Write(Path.GetFileName(file), buffer => buffer.Write(content));
    }
}
