using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Experiments.Loads;
using Scalewright.Generated;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads the loads of an experiment. The shape of a load determines its other fields.</summary>
internal static class LoadReader
{
    private static readonly (string, Func<ExperimentFieldReader, LoadShape>?)[] Shapes =
    [
        ("constant", DocumentRecords.ReadConstantLoad),
        ("ramp", DocumentRecords.ReadRampLoad),
        ("sine", DocumentRecords.ReadSineLoad),
        ("steps", DocumentRecords.ReadStepLoad),
        ("spike", DocumentRecords.ReadSpikeLoad),
        ("trace", ReadTrace),
        ("closed", DocumentRecords.ReadClosedLoopLoad),
        ("sensors", DocumentRecords.ReadSensorLoad),
    ];

    public static LoadSource Read(ExperimentFieldReader fields)
    {
        string name = fields.Require("name", "the name of the load");
        Func<ExperimentFieldReader, LoadShape>? read = fields.Has("shape")
            ? fields.Keyword("shape", null, Shapes)
            : DocumentRecords.ReadConstantLoad;

        // The shape determines the other keys.
        return read is null
            ? new LoadSource(name, fields.Text("topic", name), new ConstantLoad(0))
            : fields.Close(new LoadSource(name, Shape: read(fields), Topic: fields.Text("topic", name)));
    }

    private static LoadShape ReadTrace(ExperimentFieldReader fields)
    {
        string file = fields.Require("file", "a CSV file of times and records per second");
        double scale = fields.Double("peak", 0);
        bool isScaled = fields.Has("peak");
        if (isScaled && !(scale > 0 && MetricReading.IsValid(scale)))
        {
            fields.Problems.AddError(
                ProblemCode.OutOfRange,
                fields.Map["peak"]!.Position,
                fields.GetPath("peak"),
                string.Create(CultureInfo.InvariantCulture, $"{scale} is not a peak"),
                "use records per second, more than 0"
            );
            return new ConstantLoad(0);
        }

        if (file.Length == 0)
        {
            return new ConstantLoad(0);
        }

        if (fields.File("file") is not { } bytes)
        {
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
        catch (DecisionException exception)
        {
            fields.Problems.AddRange(exception.Problems);
            return new ConstantLoad(0);
        }
    }
}
