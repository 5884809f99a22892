using System.Text;
using Scalewright.Plugins;

namespace Scalewright.Templating;

/// <summary>Reads a template's file and keeps it in its folder.</summary>
internal static class TemplateFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="TemplateException">The path leaves the folder, or the file cannot be read.</exception>
    public static string Read(string folder, string path)
    {
        string root = Path.GetFullPath(folder);
        try
        {
            FileInfo file = new(Locate(root, path));
            if (file.Length is 0 or > TemplateRules.SourceBytesMax)
            {
                throw Failed(path, $"has {file.Length} bytes", $"use a plain file of 1 to {TemplateRules.SourceBytesMax} bytes");
            }

            return Strict.GetString(File.ReadAllBytes(file.FullName)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Failed(path, "is not UTF-8", "save the file as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, $"cannot be read: {FaultText.Of(e, path)}", "check the path and the rights of the file");
        }
    }

    /// <summary>The file's absolute path. Each part is looked at, since any of them may be a link that leads out.</summary>
    private static string Locate(string root, string path)
    {
        if (Path.IsPathRooted(path) || path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw LeadsOut(path);
        }

        string place = root;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            place = Path.Combine(place, part);
            FileSystemInfo entry = Directory.Exists(place) ? new DirectoryInfo(place) : new FileInfo(place);
            if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target && !target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw LeadsOut(path);
            }
        }

        return place;
    }

    private static TemplateException LeadsOut(string path) => Failed(path, "leads out of its folder", "use a relative path below it");

    private static TemplateException Failed(string path, string found, string advice) =>
        new(path, [new Problem(ProblemCode.TemplateFailed, $"'{Printable.Escape(path)}' {found}", advice)]);
}
