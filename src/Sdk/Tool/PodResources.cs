using System.CommandLine.Parsing;

namespace Scalewright.Tool;

/// <summary>Requests of a pod; null for the default of the engine.</summary>
internal sealed record PodResources(double? Cpus, int? MemoryMiB)
{
    private const string Cpu = "cpu";
    private const string Memory = "memory";
    private const string Example = "use for example cpu=0.5,memory=512Mi";
    private const decimal MinCpus = 0.001m;
    private const decimal MaxCpus = 10_000;
    private const decimal Milli = 1_000;

    private static readonly (string Suffix, decimal MiB)[] Units = [("Mi", 1), ("Gi", 1_024), ("Ti", 1_048_576)];

    /// <summary>Returns requests such as <c>cpu=500m,memory=2Gi</c>; null after an error, which is added to the
    /// result.</summary>
    public static PodResources? Read(ArgumentResult argument)
    {
        string name = (argument.Parent as OptionResult)?.Option.Name ?? argument.Argument.Name;
        PodResources requests = new(null, null);
        foreach (string part in argument.Tokens[0].Value.Split(','))
        {
            (PodResources? next, string problem) = requests.Add(part);
            if (next is null)
            {
                argument.AddError($"{name}: {problem}; {Example}");
                return null;
            }

            requests = next;
        }

        return requests;
    }

    private (PodResources? Requests, string Problem) Add(string part) =>
        part.Split('=') switch
        {
            [Cpu, _] when Cpus is not null => (null, $"{Cpu} is specified twice"),
            [Memory, _] when MemoryMiB is not null => (null, $"{Memory} is specified twice"),
            [Cpu, var value] when ReadCpus(value) is { } cpus => (this with { Cpus = cpus }, ""),
            [Cpu, _] => (null, $"'{TextEscaping.Escape(part)}' is not a number of processors from 0.001 to 10,000"),
            [Memory, var value] when ReadMemory(value) is { } size => (this with { MemoryMiB = size }, ""),
            [Memory, _] => (null, $"'{TextEscaping.Escape(part)}' is not a whole number of MiB above 0 with the unit Mi, Gi or Ti"),
            _ => (null, $"'{TextEscaping.Escape(part)}' is not a request of {Cpu} or {Memory}"),
        };

    private static double? ReadCpus(string text)
    {
        decimal? cpus = text.EndsWith('m') ? ReadNumber(text[..^1]) / Milli : ReadNumber(text);
        return cpus is >= MinCpus and <= MaxCpus ? (double)cpus : null;
    }

    private static int? ReadMemory(string text)
    {
        foreach ((string suffix, decimal unit) in Units)
        {
            if (
                text.EndsWith(suffix, StringComparison.Ordinal)
                && ReadNumber(text[..^suffix.Length]) is { } number and > 0 and <= int.MaxValue
                && number * unit is var size and <= int.MaxValue
                && decimal.IsInteger(size)
            )
            {
                return (int)size;
            }
        }

        return null;
    }

    private static decimal? ReadNumber(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number : null;
}
