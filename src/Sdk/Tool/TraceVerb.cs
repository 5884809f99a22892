using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Experiments;
using Scalewright.Experiments.Histories;
using Scalewright.Programs;
using Scalewright.Recording;
using Scalewright.Tool.Output;
using Scalewright.Traces;

namespace Scalewright.Tool;

/// <summary><c>scalewright trace FILE [--event N] [--format FORMAT] [--out FILE]</c>.</summary>
internal static class TraceVerb
{
    private const string OutputOption = "--out";
    private const string HistoryEnding = ".jsonl";

    public static Command Create(VerbContext context)
    {
        Argument<string> input = new("FILE")
        {
            Description = "Trace file (.swtrace), HTML page with a trace, or history of an experiment's run (.jsonl).",
            HelpName = "FILE",
        };
        input.CompletionSources.Add(completion =>
            PathCompletion.Find(completion.WordToComplete, file => file.Extension is ".swtrace" or ".html" or HistoryEnding)
        );
        Option<int?> number = new("--event")
        {
            Description = "Show what led to this event of the first run: a number of --format json.",
            HelpName = "N",
        };
        Option<RunTraceFormat?> format = new("--format")
        {
            Description = "Write all events in this format: perfetto, shiviz, otlp, json or html.",
            HelpName = "FORMAT",
            CustomParser = ReadFormat,
        };
        Option<string> output = new(OutputOption) { Description = "File to write to; default standard output.", HelpName = "FILE" };
        Command verb = new("trace", "Show what was run and how it ended, or export all events for another program.")
        {
            input,
            number,
            format,
            output,
            TraceServeVerb.Create(context),
        };
        verb.Validators.Add(result => Validate(result, input, number, format, output, context));
        context.SetAction(verb, (result, cancellationToken) =>
            ShowAsync(
                result.GetRequiredValue(input),
                result.GetValue(number),
                result.GetValue(format),
                result.GetValue(output),
                cancellationToken
            )
        );
        return verb;
    }

    private static RunTraceFormat? ReadFormat(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        foreach (RunTraceFormat format in Enum.GetValues<RunTraceFormat>())
        {
            if (JsonNames.Get(format) == text)
            {
                return format;
            }
        }

        argument.AddError($"--format: '{TextEscaping.Escape(text)}' is not a format; use perfetto, shiviz, otlp, json or html");
        return null;
    }

    private static void Validate(
        CommandResult result,
        Argument<string> input,
        Option<int?> number,
        Option<RunTraceFormat?> format,
        Option<string> output,
        VerbContext context
    )
    {
        OptionResult? target = result.GetResult(output);
        OptionResult? chosen = result.GetResult(format);
        if (
            result.GetResult(input) is { Tokens: [{ Value: { Length: > 0 } inputPath }] }
            && target is { Tokens: [{ Value: { Length: > 0 } outputPath }] }
            && Resolve(inputPath) == Resolve(outputPath)
        )
        {
            result.AddError($"--out: '{outputPath}' is the file to read; name another one");
        }

        if (target is not null && chosen is null)
        {
            result.AddError("--out needs --format: a summary is only printed");
        }

        if (target is null && chosen is { Tokens: [{ Value: "perfetto" }] })
        {
            result.AddError("--format perfetto needs --out: its output is not text");
        }

        // The causes are text on standard output, or a part of the JSON document.
        if (chosen is not null && result.GetResult(number) is not null && !result.GetValue(context.Json))
        {
            result.AddError("--event: not supported with --format, except with --json; omit one of them");
        }

        if (target is null && chosen is not null && result.GetValue(context.Json))
        {
            result.AddError("--format needs --out with --json: standard output has the JSON document");
        }
    }

    /// <summary>Returns the absolute path of a file, or of the target of a link.</summary>
    private static string Resolve(string path)
    {
        FileInfo file = new(path);
        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The file does not exist or cannot be read, or its links have no end.
            return file.FullName;
        }
    }

    private static async Task<VerbReport> ShowAsync(
        string path,
        int? number,
        RunTraceFormat? format,
        string? outputPath,
        CancellationToken cancellationToken
    )
    {
        RunTraceReadResult read =
            Path.GetExtension(path) == HistoryEnding
                ? await ReadHistoryAsync(path, cancellationToken)
                : await RunTraceReader.ReadAsync(path, cancellationToken);
        VerbReport problems = VerbReport.From(read.Problems);
        if (read.Runs.Count == 0)
        {
            return problems;
        }

        if (number is { } wanted && (wanted < 0 || wanted >= read.Runs[0].Events.Count))
        {
            Problem unknown = TraceVerbProblems.NoEvent(path, wanted, read.Runs[0].Events.Count);
            return VerbReport.From(read.Problems.Add(unknown));
        }

        ValueList<RunCause> causes = number is { } eventNumber ? TraceSummary.FindCauses(read.Runs, eventNumber) : [];
        ValueList<RunDifferenceLine> differences = TraceSummary.Compare(read.Runs);
        string text = causes.Count > 0 ? TraceSummary.WriteCauses(read.Runs[0], causes) : TraceSummary.Write(read.Runs, differences);
        if (format is { } chosen)
        {
            (text, ValueList<Problem> skipped) = await ExportAsync(read.Runs, chosen, outputPath, cancellationToken);
            problems = VerbReport.From(read.Problems.Concat(skipped.Select(problem => problem with { Source = path })));
        }

        TraceOutput output = new(
            [.. read.Runs.Select(TraceRunOutput.From)],
            [.. differences.Select(TraceDifferenceOutput.From)],
            [.. causes.Select(cause => TraceCauseOutput.From(read.Runs[0], cause))],
            outputPath
        );
        return (problems with { Text = text }).With(output, ToolJson.Default.TraceOutput);
    }

    private static async Task<RunTraceReadResult> ReadHistoryAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            byte[] lines = await File.ReadAllBytesAsync(path, cancellationToken);
            return new RunTraceReadResult([HistoryTrace.Create(HistoryReader.Read(lines, number: 1, path), Path.GetFileName(path))], []);
        }
        catch (ExperimentException failure)
        {
            return new RunTraceReadResult([], failure.Problems);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new RunTraceReadResult([], [TraceVerbProblems.Unreadable(path, ExceptionText.From(failure))]);
        }
    }

    /// <returns>Text for standard output, and problems of runs that the format cannot have.</returns>
    private static async Task<(string Text, ValueList<Problem> Problems)> ExportAsync(
        ValueList<RunTrace> runs,
        RunTraceFormat format,
        string? path,
        CancellationToken cancellationToken
    )
    {
        if (path is null)
        {
            using MemoryStream memory = new();
            ValueList<Problem> skipped = await RunTraceExport.WriteAsync(runs, format, memory, cancellationToken);
            return (Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length), skipped);
        }

        ValueList<Problem> problems = [];
        await OutputFileOption.WriteAsync(OutputOption, new FileInfo(path), async stream =>
            problems = await RunTraceExport.WriteAsync(runs, format, stream, cancellationToken)
        );
        return ($"wrote {TextEscaping.Escape(path)}\n", problems);
    }
}

/// <summary>Problems of the verb.</summary>
internal static class TraceVerbProblems
{
    public static Problem Unreadable(string path, string reason) =>
        new(ProblemCode.UnreadableFile, reason, "name a file that can be read") { Source = path };

    public static Problem NoEvent(string path, int number, int count) =>
        new(
            ProblemCode.OutOfRange,
            string.Create(CultureInfo.InvariantCulture, $"--event {number} is not an event of the first run"),
            count == 0 ? "use a trace with events" : string.Create(CultureInfo.InvariantCulture, $"use 0 to {count - 1}")
        )
        {
            Source = path,
        };
}
