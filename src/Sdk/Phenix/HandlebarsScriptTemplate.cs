using HandlebarsDotNet;
using Scalewright.Plugins;
using Scalewright.Topologies;

namespace Scalewright.Templating;

/// <summary>
/// Script template in Handlebars. Values are data: they are written literally and never evaluated as a template.
/// Supports <c>if</c>, <c>unless</c>, <c>each</c>, <c>with</c>, <c>quote</c>, <c>pad</c> and <c>eq</c>, but no
/// partials.
/// </summary>
/// <remarks>Immutable and thread-safe. The page 'Handlebars templates' lists the names for templates.</remarks>
/// <example>
/// Parses a template, and shows the script that it makes for the first node of a web shop:
/// <code>
/// HandlebarsScriptTemplate start =
///     HandlebarsScriptTemplate.Parse("{{#each containers}}start {{quote name}}\n{{/each}}");
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
public sealed class HandlebarsScriptTemplate : ScriptTemplate
{
    private readonly string _text;
    private readonly HandlebarsTemplate<TextWriter, object, object> _template;
    private readonly TemplateLimits _limits;
    private readonly TimeProvider _clock;

    private HandlebarsScriptTemplate(string name, string text, TemplateLimits limits, TimeProvider clock)
    {
        (Name, _text, _limits, _clock) = (name, text, limits, clock);
        using StringReader reader = new(text);
        _template = TemplateEngine.Create().Compile(reader);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Reads a template from a file.</summary>
    /// <param name="path">Regular file in UTF-8, at most 1 MiB. A link must not lead outside its folder.</param>
    /// <param name="limits">Limits of a rendering; null for the defaults.</param>
    /// <param name="clock">Clock for the rendering time; null for the system clock.</param>
    /// <exception cref="TemplateException">The file cannot be read, or is not a valid template.</exception>
    public static HandlebarsScriptTemplate FromFile(
        string path, TemplateLimits? limits = null, TimeProvider? clock = null)
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
    public static HandlebarsScriptTemplate FromFile(
        string folder, string path, TemplateLimits? limits = null, TimeProvider? clock = null)
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
    public static HandlebarsScriptTemplate Parse(
        string text, string name = "template", TemplateLimits? limits = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        ValueList<Problem> problems = TemplateRules.Check(text, name);
        if (problems.Count > 0)
        {
            throw new TemplateException(name, problems);
        }

        try
        {
            return new HandlebarsScriptTemplate(
                name, text, limits ?? TemplateLimits.Default, clock ?? TimeProvider.System);
        }
        catch (HandlebarsException e)
        {
            throw TemplateProblems.Failed(name, text, e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TemplateException">A name is unknown or a limit is exceeded. Nothing was written.</exception>
    public override void Write(in ScriptContext script, ref Utf8Output output)
    {
        RenderBudget budget = new(_limits, _clock);
        using LimitedWriter writer = new(budget);
        try
        {
            _template(writer, TemplateModel.Create(script, budget), null!);
        }
        catch (Exception e) when (TemplateProblems.IsOfTemplate(e))
        {
            throw TemplateProblems.Failed(Name, _text, e);
        }

        output.Write(Encoding.UTF8.GetBytes(writer.ToString()));
    }
}

internal sealed class LimitedWriter(RenderBudget budget) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        budget.SpendBytes(1);
        _text.Append(value);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        budget.SpendBytes(Encoding.UTF8.GetByteCount(buffer));
        _text.Append(buffer);
    }

    public override string ToString() => _text.ToString();
}

/// <summary>Configures the engine: no HTML escaping, no undefined names, and three additional helpers.</summary>
internal static class TemplateEngine
{
    private const int MaxWidth = 100;

    public static IHandlebars Create()
    {
        IHandlebars engine = Handlebars.Create(new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            FormatProvider = CultureInfo.InvariantCulture,
        });
        engine.RegisterHelper("quote", static (_, arguments) => Quote(Text(arguments, 0, 1)));
        engine.RegisterHelper("pad", static (_, arguments) => Pad(Text(arguments, 0, 2), Text(arguments, 1, 2)));
        engine.RegisterHelper("eq", static (_, arguments) => Text(arguments, 0, 2) == Text(arguments, 1, 2));
        return engine;
    }

    /// <summary>Quotes any text as one word for a POSIX shell (POSIX.1-2017, Shell Command Language 2.2.2).</summary>
    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Pad(string text, string width) =>
        int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= MaxWidth
            ? text.PadLeft(length, '0')
            : throw new HandlebarsRuntimeException($"'pad' takes a width of 0 to {MaxWidth}, not '{width}'");

    private static string Text(Arguments arguments, int index, int count) => arguments.Length == count
        ? Convert.ToString(arguments[index], CultureInfo.InvariantCulture) ?? ""
        : throw new HandlebarsRuntimeException(
            $"a helper takes {Pluralizer.Format(count, "argument")} and got {arguments.Length}");
}

/// <summary>Reads the file of a template and confines it to its folder.</summary>
internal static class TemplateFile
{
    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="TemplateException">The path leads out of the folder, or the file cannot be read.</exception>
    public static string Read(string folder, string path)
    {
        string root = Path.GetFullPath(folder);
        try
        {
            FileInfo file = new(Locate(root, path));
            if (file.Length is 0 or > TemplateRules.MaxSourceBytes)
            {
                throw Failed(
                    path, $"has {file.Length} bytes", $"use a plain file of 1 to {TemplateRules.MaxSourceBytes} bytes");
            }

            return Strict.GetString(File.ReadAllBytes(file.FullName)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Failed(path, "is not UTF-8", "save the file as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(
                path, $"cannot be read: {ExceptionText.From(e, path)}",
                "check the path and the permissions of the file");
        }
    }

    /// <summary>Returns the absolute path. Checks each part, because any can be a link that leads outside.</summary>
    private static string Locate(string root, string path)
    {
        if (Path.IsPathRooted(path)
            || path.Contains('\\', StringComparison.Ordinal)
            || path.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw LeadsOut(path);
        }

        string place = root;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            place = Path.Combine(place, part);
            FileSystemInfo entry = Directory.Exists(place) ? new DirectoryInfo(place) : new FileInfo(place);
            if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
                && !target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw LeadsOut(path);
            }
        }

        return place;
    }

    private static TemplateException LeadsOut(string path) =>
        Failed(path, "leads out of its folder", "use a relative path below it");

    private static TemplateException Failed(string path, string found, string advice) =>
        new(path, [new Problem(ProblemCode.TemplateFailed, $"'{TextEscaping.Escape(path)}' {found}", advice)]);
}
