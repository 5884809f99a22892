using Tests.Shared;

namespace Tool.Tests;

/// <summary>A test by the schema validator of Python; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SchemaValidatorFactAttribute : FactAttribute
{
    private static readonly string? MissingReason = IsThere() ? null : $"{Python} has no package jsonschema; install python3-jsonschema";

    public SchemaValidatorFactAttribute() => Skip = MissingReason;

    public static string Python => "/usr/bin/python3";

    private static bool IsThere() =>
        File.Exists(Python) && Command.Run(Python, ".", new Dictionary<string, string>(), "-c", "import jsonschema").ExitCode == 0;
}
