using System.Security.Cryptography;

namespace Conformance.Phenix;

internal static class PhenixCheck
{
    public static string? FirstDifference(PhenixCase expected, PhenixResult actual) =>
        ExitDifference(expected, actual)
        ?? OutputDifference(expected, actual)
        ?? LogDifference(expected, actual)
        ?? CallDifference(expected, actual)
        ?? (expected.IsHashOnly ? DigestDifference(expected, actual) : FileDifference(expected, actual));

    private static string? ExitDifference(PhenixCase expected, PhenixResult actual)
    {
        if (expected.ExitCode != actual.ExitCode)
        {
            return $"exit code {actual.ExitCode} instead of {expected.ExitCode}: {string.Join(" | ", actual.Logs.Select(entry => $"{entry.Message} {entry.Trace}"))}";
        }

        if (expected.Error is not { } error)
        {
            return null;
        }

        string kind = error.GetProperty("kind").GetString()!;
        if (kind != KindOf(actual))
        {
            return $"error of kind {KindOf(actual)} instead of {kind}";
        }

        if (error.GetProperty("class").GetString() != "ValidationError")
        {
            return null;
        }

        string fields = Fields(error.GetProperty("message").GetString()!);
        string found = Fields(actual.Logs[^1].Trace);
        return fields == found ? null : $"fields {found} instead of {fields}";
    }

    private static string KindOf(PhenixResult actual)
    {
        PhenixLogEntry? last = actual.Logs.LastOrDefault(entry => entry.Level == "ERROR");
        return actual.ExitCode == 2 ? "usage"
            : last is null ? "uncaught"
            : last.Message.StartsWith("Error executing stage", StringComparison.Ordinal) ? "stage-error"
            : "rejected";
    }

    /// <summary>Lines that name a field are not indented, and follow the first line.</summary>
    private static string Fields(string message) =>
        string.Join(", ", message.Split('\n').Skip(1).Where(line => line.Length > 0 && line[0] != ' '));

    private static string? OutputDifference(PhenixCase expected, PhenixResult actual)
    {
        if (!expected.Data.TryGetProperty("stdout", out JsonElement output) || output.ValueKind != JsonValueKind.Object)
        {
            return actual.Output.Length == 0 ? null : $"stdout has {actual.Output.Length} bytes instead of none";
        }

        return ContentDifference("stdout", output, expected.Kept("stdout.txt"), actual.Output);
    }

    private static string? ContentDifference(string name, JsonElement expected, string? kept, byte[] actual)
    {
        if (expected.GetProperty("sha256").GetString() == Hash(actual))
        {
            return null;
        }

        string[] wanted = (kept ?? "").Split('\n');
        string[] found = Encoding.UTF8.GetString(actual).Split('\n');
        int line = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{name} line {line + 1} is '{found.ElementAtOrDefault(line)}' instead of '{wanted.ElementAtOrDefault(line)}' ({actual.Length} bytes instead of {expected.GetProperty("size")})";
    }

    private static string? LogDifference(PhenixCase expected, PhenixResult actual)
    {
        JsonElement[] wanted = expected.Data.TryGetProperty("logs", out JsonElement logs) ? [.. logs.EnumerateArray()] : [];
        for (int i = 0; i < Math.Max(wanted.Length, actual.Logs.Count); i++)
        {
            string want =
                i < wanted.Length
                    ? Line(wanted[i].GetProperty("level").GetString()!, wanted[i].GetProperty("message").GetString()!)
                    : "nothing";
            string found = i < actual.Logs.Count ? Line(actual.Logs[i].Level, actual.Logs[i].Message) : "nothing";
            if (want != found)
            {
                return $"log message {i + 1} is '{found}' instead of '{want}'";
            }
        }

        return null;
    }

    /// <summary>The wording of the parser is not compared.</summary>
    private static string Line(string level, string message)
    {
        const string ParserMessage = "Failed to parse experiment input (JSON or YAML) for app 'scale'";
        string text = message.TrimEnd('\n');
        return $"{level} {(text.StartsWith(ParserMessage, StringComparison.Ordinal) ? ParserMessage : text)}";
    }

    private static string? CallDifference(PhenixCase expected, PhenixResult actual)
    {
        string wanted = string.Join(
            "; ",
            expected.Data.TryGetProperty("minimegaCalls", out JsonElement calls) ? calls.EnumerateArray().Select(CallText) : []
        );
        string found = string.Join("; ", actual.Calls);
        return wanted == found ? null : $"calls '{found}' instead of '{wanted}'";
    }

    private static string CallText(JsonElement call)
    {
        IEnumerable<string> args = call.GetProperty("args").EnumerateArray().Select(item => item.ToString());
        IEnumerable<string> named = call.GetProperty("kwargs").EnumerateObject().Select(item => $"{item.Name}={item.Value}");
        return string.Join(' ', [call.GetProperty("call").GetString()!, .. args, .. named]);
    }

    private static string? FileDifference(PhenixCase expected, PhenixResult actual)
    {
        JsonElement[] wanted = expected.Data.TryGetProperty("files", out JsonElement files) ? [.. files.EnumerateArray()] : [];
        string[] paths = [.. wanted.Select(file => file.GetProperty("path").GetString()!)];
        if (paths.Except(actual.Files.Keys, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return $"file {missing} is missing";
        }

        if (actual.Files.Keys.Except(paths, StringComparer.Ordinal).FirstOrDefault() is { } extra)
        {
            return $"file {extra} should not be there";
        }

        return wanted
            .Select((file, i) => ContentDifference(paths[i], file, expected.Kept($"files/{paths[i]}"), actual.Files[paths[i]]))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? DigestDifference(PhenixCase expected, PhenixResult actual)
    {
        int count = expected.Data.GetProperty("fileCount").GetInt32();
        if (count != actual.Files.Count)
        {
            return $"{actual.Files.Count} files instead of {count}";
        }

        IEnumerable<string> lines = actual
            .Files.OrderBy(file => Encoding.UTF8.GetBytes(file.Key), Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y)))
            .Select(file => $"{Hash(file.Value)}  {file.Key}\n");
        string digest = Hash(Encoding.UTF8.GetBytes(string.Concat(lines)));
        return digest == expected.Data.GetProperty("filesDigest").GetString()
            ? null
            : expected
                .Data.GetProperty("files")
                .EnumerateArray()
                .Select(file => (Path: file.GetProperty("path").GetString()!, File: file))
                .Select(file =>
                    ContentDifference(
                        file.Path,
                        file.File,
                        expected.Kept($"files/{file.Path}"),
                        actual.Files.GetValueOrDefault(file.Path, [])
                    )
                )
                .FirstOrDefault(difference => difference is not null)
                ?? "the digest of the files differs";
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
