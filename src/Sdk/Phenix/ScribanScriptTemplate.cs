using Scalewright.Plugins;
using Scalewright.Topologies;
using Scriban;

namespace Scalewright.Templating;

/// <summary>
/// Script template in Scriban. Values are data: they are written literally and never evaluated as a template.
/// Functions are limited to those whose result depends on their arguments only.
/// </summary>
/// <remarks>Immutable and thread-safe. The page 'Script templates' lists names, statements and functions.</remarks>
/// <example>
/// Parses a template, and shows the script that it makes for the first node of a web shop:
/// <code>
/// ScribanScriptTemplate start =
///     ScribanScriptTemplate.Parse("{{ for c in containers }}start {{ quote c.name }}\n{{ end }}");
/// Profile profile = Profile.Create("web").WithContainerCount(4).WithContainersPerNode(2).Build();
/// Topology shop = Topology.Create("shop").AddProfile(profile).Build();
/// NodeGroup web = shop.Groups["web"];
/// System.Buffers.ArrayBufferWriter&lt;byte> buffer = new();
/// Utf8Output output = new(buffer);
/// start.Write(new ScriptContext(shop, web, web.Nodes[0], ValueMap&lt;string>.Empty), ref output);
/// output.Flush();
/// Console.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
/// </code>
/// </example>
public sealed class ScribanScriptTemplate : ScriptTemplate
{
    private readonly Template _template;
    private readonly TemplateLimits _limits;
    private readonly TimeProvider _clock;

    private ScribanScriptTemplate(string name, Template template, TemplateLimits limits, TimeProvider clock) =>
        (Name, _template, _limits, _clock) = (name, template, limits, clock);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Reads a template from a file.</summary>
    /// <param name="path">Regular file in UTF-8, at most 1 MiB. A link must not lead outside its folder.</param>
    /// <param name="limits">Limits of a rendering; null for the defaults.</param>
    /// <param name="clock">Clock for the rendering time; null for the system clock.</param>
    /// <exception cref="TemplateException">The file cannot be read, or is not a valid template.</exception>
    public static ScribanScriptTemplate FromFile(string path, TemplateLimits? limits = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        return FromFile(Path.GetDirectoryName(full) ?? full, Path.GetFileName(full), limits, clock);
    }

    /// <summary>Reads a template from a file below a folder, for example that of a profile.</summary>
    /// <param name="folder">Folder that the path must not leave.</param>
    /// <param name="path">Relative path of the file. Links must also stay below the folder.</param>
    /// <param name="limits">Limits of a rendering; null for the defaults.</param>
    /// <param name="clock">Clock for the rendering time; null for the system clock.</param>
    /// <exception cref="TemplateException">The path leads out of the folder, or the file is not a template.</exception>
    public static ScribanScriptTemplate FromFile(string folder, string path, TemplateLimits? limits = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(TemplateFile.Read(folder, path), path, limits, clock);
    }

    /// <summary>Parses a template.</summary>
    /// <param name="text">Template, at most 1 MiB.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="limits">Limits of a rendering; null for the defaults.</param>
    /// <param name="clock">Clock for the rendering time; null for the system clock.</param>
    /// <exception cref="TemplateException">The text is not a valid template; reports all problems.</exception>
    public static ScribanScriptTemplate Parse(
        string text,
        string name = "template",
        TemplateLimits? limits = null,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        ProblemList problems = new(name);
        Template template = TemplateRules.Parse(text, problems);
        return problems.HasErrors
            ? throw new TemplateException(name, problems.ToCounted(ProblemCode.TemplateFailed))
            : new ScribanScriptTemplate(name, template, limits ?? TemplateLimits.Default, clock ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="TemplateException">A name is unknown or a limit is exceeded. Nothing was written.</exception>
    public override void Write(in ScriptContext script, ref Utf8Output output) => Write(script, ref output, CancellationToken.None);

    /// <summary>Writes the script of one node, unless it is canceled.</summary>
    /// <param name="script">The node and its context.</param>
    /// <param name="output">Receives the bytes. The caller flushes it.</param>
    /// <param name="cancellationToken">Stops the rendering. Nothing was written then.</param>
    /// <exception cref="TemplateException">A name is unknown or a limit is exceeded. Nothing was written.</exception>
    public void Write(in ScriptContext script, ref Utf8Output output, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            RenderBudget budget = new(_limits, _clock, cancellationToken);
            text = _template.Render(new RenderContext(TemplateModel.Create(script, budget), budget, _limits));
        }
        catch (Exception exception) when (TemplateProblems.IsOfTemplate(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw TemplateProblems.Failed(Name, exception);
        }

        output.Write(Encoding.UTF8.GetBytes(text));
    }
}

/// <summary>Reads the file of a template and confines it to its folder.</summary>
internal static class TemplateFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="TemplateException">The path leads out of the folder, or the file cannot be read.</exception>
    public static string Read(string folder, string path)
    {
        if (path.EndsWith(".hbs", StringComparison.OrdinalIgnoreCase))
        {
            throw Failed(path, "is a Handlebars template", "convert it to Scriban and name it *.sbn");
        }

        string root = Path.GetFullPath(folder);
        try
        {
            FileInfo file = new(Locate(root, path));
            if (file.Length is 0 or > TemplateRules.MaxSourceBytes)
            {
                throw Failed(path, $"has {file.Length} bytes", $"use a plain file of 1 to {TemplateRules.MaxSourceBytes} bytes");
            }

            return Strict.GetString(File.ReadAllBytes(file.FullName)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Failed(path, "is not UTF-8", "save the file as UTF-8");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, $"cannot be read: {ExceptionText.From(exception, path)}", "check the path and the permissions of the file");
        }
    }

    /// <summary>Returns the absolute path. Checks each part, because any can be a link that leads outside.</summary>
    private static string Locate(string root, string path)
    {
        if (
            Path.IsPathRooted(path)
            || path.Contains('\\', StringComparison.Ordinal)
            || path.Split('/').Contains("..", StringComparer.Ordinal)
        )
        {
            throw LeavesFolder(path);
        }

        string current = root;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (
                entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
                && !target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            )
            {
                throw LeavesFolder(path);
            }
        }

        return current;
    }

    private static TemplateException LeavesFolder(string path) => Failed(path, "leads out of its folder", "use a relative path below it");

    private static TemplateException Failed(string path, string found, string advice) =>
        new(path, [new Problem(ProblemCode.TemplateFailed, $"'{TextEscaping.Escape(path)}' {found}", advice)]);
}
