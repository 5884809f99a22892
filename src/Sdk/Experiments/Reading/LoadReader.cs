using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Experiments.Loads;

namespace Scalewright.Experiments.Reading;

internal sealed class LoadReader(Func<string, byte[]?> open)
{
    private static readonly (string, int)[] Shapes =
    [
        ("constant", 1),
        ("ramp", 2),
        ("sine", 3),
        ("steps", 4),
        ("spike", 5),
        ("trace", 6),
        ("closed", 7),
        ("sensors", 8),
    ];

    public LoadSource Read(ExperimentFieldReader fields)
    {
        string name = fields.Require("name", "the name of the load");
        int kind = fields.Has("shape") ? fields.Keyword("shape", 0, Shapes) : 1;
        if (kind == 0)
        {
            // The shape determines the other keys.
            return new LoadSource(name, fields.Text("topic", name), new ConstantLoad(0));
        }

        LoadShape shape = kind switch
        {
            2 => new RampLoad(Rate(fields, "from"), Rate(fields, "to"), fields.Duration("duration", default)),
            3 => new SineLoad(Rate(fields, "mean"), Rate(fields, "amplitude"), fields.Duration("period", default)),
            4 => new StepLoad([.. fields.Maps("steps").Select(ReadStep)]),
            5 => new SpikeLoad(Rate(fields, "base"), Rate(fields, "peak"), ReadStart(fields), fields.Duration("duration", default)),
            6 => ReadTrace(fields),
            7 => new ClosedLoopLoad(fields.Whole("users", 0), fields.Duration("think_time", default)),
            8 => new SensorLoad(fields.Whole("sensors", 0), fields.Duration("interval", default), fields.Whole("replicas", 1)),
            _ => new ConstantLoad(Rate(fields, "rate")),
        };
        LoadSource load = new(name, fields.Text("topic", name), shape);
        fields.Close();
        return load;
    }

    private static double Rate(ExperimentFieldReader fields, string key)
    {
        Need(fields, key, "in records per second");
        return fields.Number(key, 0);
    }

    private static TimeSpan ReadStart(ExperimentFieldReader fields)
    {
        Need(fields, "at", "the time from the start of the run, 0s or more");
        return fields.Duration("at", default);
    }

    private static void Need(ExperimentFieldReader fields, string key, string advice)
    {
        if (!fields.Has(key))
        {
            (TextPosition position, string found) = fields.Map[key] is { } empty
                ? (empty.Position, "it has no value")
                : (fields.Map.Position, "is missing");
            fields.Problems.AddError(ProblemCode.MissingField, position, fields.GetPath(key), found, $"add '{key}', {advice}");
        }
    }

    private static LoadStep ReadStep(ExperimentFieldReader fields)
    {
        LoadStep step = new(Rate(fields, "rate"), fields.Duration("duration", default));
        fields.Close();
        return step;
    }

    private LoadShape ReadTrace(ExperimentFieldReader fields)
    {
        string file = fields.Require("file", "a CSV file of times and records per second");
        double scale = fields.Number("peak", 0);
        bool isScaled = fields.Has("peak");
        if (isScaled && !(scale > 0 && MetricReading.IsValid(scale)))
        {
            fields.Problems.AddError(
                ProblemCode.OutOfRange,
                fields.Map["peak"]!.Position,
                fields.GetPath("peak"),
                string.Create(CultureInfo.InvariantCulture, $"{scale} is no peak"),
                "use records per second, more than 0"
            );
            return new ConstantLoad(0);
        }

        if (file.Length == 0)
        {
            return new ConstantLoad(0);
        }

        if (open(file) is not { } bytes)
        {
            fields.Problems.AddError(
                ProblemCode.UnreadableFile,
                fields.Map["file"]!.Position,
                fields.GetPath("file"),
                $"'{TextEscaping.Escape(file)}' cannot be read",
                "use a path from the folder of the definition"
            );
            return new ConstantLoad(0);
        }

        if (bytes.Length > ExperimentReader.MaxNamedBytes)
        {
            fields.Problems.Add(
                new Problem(
                    ProblemCode.SizeLimit,
                    $"the file exceeds {ExperimentReader.MaxNamedBytes} bytes",
                    "use a shorter trace, or longer steps"
                )
                {
                    Source = file,
                    Position = new TextPosition(1, 1),
                }
            );
            return new ConstantLoad(0);
        }

        try
        {
            LoadTrace trace = TraceReader.ParseCsv(bytes, source: file);
            return new TraceLoad(isScaled ? trace.ScaleToPeak(scale) : trace);
        }
        catch (DecisionException e)
        {
            fields.Problems.AddRange(e.Problems);
            return new ConstantLoad(0);
        }
    }
}
