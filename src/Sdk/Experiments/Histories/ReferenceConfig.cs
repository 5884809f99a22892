using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Histories;

/// <summary>Converts an experiment to the keys of Scalehub's INI files. Other keys are omitted.</summary>
internal static class ReferenceConfig
{
    public static ValueMap<string> From(Experiment experiment)
    {
        Dictionary<string, string> config = new(StringComparer.Ordinal)
        {
            ["experiment.type"] = experiment.Type,
            ["experiment.runs"] = Text(experiment.RunCount),
            ["experiment.kafka_partitions"] = Text(experiment.Job.Topics.Select(topic => topic.Partitions).DefaultIfEmpty(0).Max()),
            ["experiment.flink.checkpoint_interval_ms"] = Text(experiment.Job.CheckpointInterval.TotalMilliseconds),
            ["experiment.generators.generators"] = string.Join(' ', experiment.Loads.Select(load => load.Name)),
        };
        if (experiment.Scaling is not null)
        {
            config["experiment.scaling.interval_scaling_s"] = Text(experiment.ScalingInterval.TotalSeconds);
        }

        if (experiment.Scaling is OperatorStrategy)
        {
            config["experiment.scaling.max_parallelism"] = Text(
                experiment
                    .Job.Operators.Where(jobOperator => jobOperator.Name == experiment.ScaledTask)
                    .Select(jobOperator => jobOperator.MaxParallelism)
                    .DefaultIfEmpty(0)
                    .Max()
            );
        }

        foreach (LoadSource load in experiment.Loads)
        {
            string section = $"experiment.generators.{load.Name}";
            config[$"{section}.topic"] = load.Topic;
            config[$"{section}.type"] = GetName(load.Shape);
            if (load.Shape is SensorLoad sensors)
            {
                config[$"{section}.num_sensors"] = Text(sensors.Sensors);
                config[$"{section}.interval_ms"] = Text(sensors.Interval.TotalMilliseconds);
                config[$"{section}.replicas"] = Text(sensors.Replicas);
            }
            else if (load.Shape is ConstantLoad constant)
            {
                config[$"{section}.value"] = Text(constant.Rate);
            }
        }

        return config.ToValueMap();
    }

    private static string GetName(LoadShape shape) =>
        shape switch
        {
            ConstantLoad => "constant",
            RampLoad => "ramp",
            SineLoad => "sine",
            StepLoad => "steps",
            SpikeLoad => "spike",
            TraceLoad => "trace",
            ClosedLoopLoad => "closed",
            SensorLoad => "sensors",
            _ => "custom",
        };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
