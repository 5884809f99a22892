using System.Text.Json;
using Scalewright.Providers;

namespace Scalewright.Storage.Testing;

/// <summary>Reads the file of a site.</summary>
internal static class SiteReader
{
    private const string RemoteName = "remote.json";
    private const string Advice = "have it copied there, with <None Update=\"simulator.json\" CopyToOutputDirectory=\"PreserveNewest\" /> in the project of the tests, or name another one with " + StorageFixture.Variable;
    private const long SizeMax = 16 * 1024 * 1024;

    public static StorageSite Read(string path)
    {
        if (string.Equals(Path.GetFileName(path), RemoteName, StringComparison.Ordinal))
        {
            throw Refused(new Problem(ProblemCode.UnsupportedPlatform, "real servers cannot be operated yet", "name a simulator.json, which has them simulated") { Source = path });
        }

        StorageSite site = Parse(path, Load(path));
        ValueList<Problem> problems = SiteCheck.Check(site).Select(problem => problem with { Source = path }).ToValueList();
        return problems.Count == 0 ? site : throw new ProviderException(SiteCheck.Word, problems);
    }

    private static byte[] Load(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Exists && file.Length > SizeMax
                ? throw Refused(new Problem(ProblemCode.SizeLimit, $"{file.Length} bytes are too many", $"keep it below {SizeMax}") { Source = path })
                : File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused(new Problem(ProblemCode.UnreadableFile, $"there is no such file in {Path.GetDirectoryName(Path.GetFullPath(path))}", Advice) { Source = path }, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(new Problem(ProblemCode.UnreadableFile, exception.Message, "name a simulator.json that can be read") { Source = path }, exception);
        }
    }

    private static StorageSite Parse(string path, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SiteJson.Default.SiteText)?.ToSite()
                ?? throw Refused(new Problem(ProblemCode.EmptyDocument, "there is no site in it", "list servers, devices, power units and clients") { Source = path });
        }
        catch (JsonException exception)
        {
            TextSpot spot = exception.LineNumber is { } line ? new TextSpot((int)line + 1, (int)(exception.BytePositionInLine ?? 0) + 1) : TextSpot.None;
            throw Refused(new Problem(ProblemCode.Syntax, exception.Message, "see the README for the fields of a site") { Source = path, Spot = spot }, exception);
        }
    }

    private static ProviderException Refused(Problem problem, Exception? inner = null) => new(SiteCheck.Word, [problem], inner);
}
