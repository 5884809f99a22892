using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Experiments.Tests;

public class ExperimentTests
{
    private static readonly Experiment Good = Definitions.Read(Definitions.Join);

    [Fact]
    public void Building_an_experiment_rejects_faults_with_negative_times_or_unknown_machines()
    {
        FaultSchedule faults = FaultSchedule
            .Empty.Add(TimeSpan.FromSeconds(-1), new CrashNode("pico-1"))
            .Add(TimeSpan.Zero, new FreezeNode("pico-9"))
            .Add(TimeSpan.Zero, new IsolateHost("pico-1") { Duration = TimeSpan.FromSeconds(-2) })
            .Add(TimeSpan.Zero, new ChangeLink("controller", "pcio-2", new LinkModel()));

        Refused(Good with { Faults = faults })
            .ShouldBe([
                "Faults[0] CrashNode.At: -00:00:01 is below 0; use 0 or more",
                "Faults[2] IsolateHost.Duration: -00:00:02 is below 0; use 0 or more",
                "faults: there is no 'pico-9'; use an existing name",
                "faults: there is no 'pcio-2'; did you mean 'pico-2'?",
            ]);
    }

    [Fact]
    public void An_invalid_stop_rule_is_rejected() =>
        Refused(
            Good with
            {
                StopRule = new StopRule
                {
                    LagAbove = double.NaN,
                    LatencyAbove = TimeSpan.MinValue,
                    HoldPeriod = TimeSpan.MaxValue,
                },
            }
        )
            .Length.ShouldBe(3);

    [Fact]
    public void Times_outside_the_limits_are_rejected_without_overflow()
    {
        Refused(Good with { WarmUpPeriod = TimeSpan.MaxValue, CoolDownPeriod = TimeSpan.MaxValue })
            .ShouldBe([
                "warm_up: 922337203685.4775807s is outside of 0s to 31d; use 0s to 31d",
                "cool_down: 922337203685.4775807s is outside of 0s to 31d; use 0s to 31d",
            ]);
        Refused(Good with { Deployment = [new DeploymentStep("a", TimeSpan.MaxValue), new DeploymentStep("b", TimeSpan.MaxValue)] })
            .Length.ShouldBe(2);
        Refused(Good with { Job = Good.Job with { HeartbeatTimeout = TimeSpan.MaxValue, RestartDelay = TimeSpan.MaxValue } })
            .Length.ShouldBe(2);
        Refused(Good with { Links = [new StreamLink("pico-1", "pico-2", TimeSpan.MaxValue)] }).Length.ShouldBe(1);
    }

    [Fact]
    public void State_that_takes_more_than_31_days_to_write_is_rejected() =>
        Refused(
                Good with
                {
                    Job = Good.Job with
                    {
                        StateMiBPerSecond = 1e-300,
                        Operators = [Good.Job.Operators[0], Good.Job.Operators[1] with { StateMiB = 1e300 }],
                    },
                }
            )
            .ShouldBe(["job.state_mib_per_second: 1E+300 MiB of state would take more than 31 days; use less state, or a higher rate"]);

    [Fact]
    public void Machines_without_memory_and_loads_without_unique_names_are_rejected() =>
        Refused(
                Good with
                {
                    Nodes = [new NodeClass("pico", 3) { MemoryMiB = 0 }],
                    Loads = [Good.Loads[0], Good.Loads[0] with { Shape = new ConstantLoad(1) }, Good.Loads[0] with { Name = "" }],
                }
            )
            .ShouldBe([
                "nodes.pico.memory: 0 is below 1; use 1 or more",
                "load.1: 'vehicles' is not unique; give each entry a unique name",
                "load.2: the name is empty; give each entry a unique name",
            ]);

    [Fact]
    public void An_empty_name_is_missing_and_not_a_duplicate() =>
        Should
            .Throw<ExperimentException>(() =>
                Experiment
                    .Create("join")
                    .With(_ => Good with { Loads = [Good.Loads[0], Good.Loads[0] with { Name = "" }, Good.Loads[0]] })
                    .Build()
            )
            .Problems.Select(problem => (problem.Field, problem.Code))
            .ShouldBe([("load.1", ProblemCode.MissingField), ("load.2", ProblemCode.DuplicateName)]);

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_number_that_is_not_finite_is_reported_as_such(double value, string text) =>
        Refused(
                Good with
                {
                    Sampling = Good.Sampling with { Error = value },
                    Job = Good.Job with { Operators = [Good.Job.Operators[0], Good.Job.Operators[1] with { CpuTimeVariation = value }] },
                    StopRule = new StopRule { LagAbove = value },
                }
            )
            .ShouldBe([
                $"sampling.error: {text} is not a finite number; use more than 0",
                $"job.operators.join.cpu_time_variation: {text} is not a finite number; use 0 or more",
                $"stop.lag_above: {text} is not a finite number; use 0 or more",
            ]);

    [Fact]
    public void Numbers_in_messages_do_not_depend_on_the_current_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NegativeSign, odd.NumberFormat.NumberDecimalSeparator) = ("~", ",");
        try
        {
            CultureInfo.CurrentCulture = odd;
            Refused(Good with { RunCount = -5 }).ShouldBe(["runs: -5 is outside of 1 to 1000; use 1 to 1000"]);
            Refused(Good with { StopRule = new StopRule { LagAbove = -0.5 } }).ShouldBe(["stop.lag_above: -0.5 is below 0; use 0 or more"]);
            Refused(Good with { Scaling = new StepStrategy([new ScalingStep("pico", [new ScalingEntry(-1, TaskManagerSize.Template)])]) })
                .ShouldBe(["scaling.steps.taskmanager: number -1 or parallelism 1 is below 1; use 1 or more"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string[] Refused(Experiment experiment) =>
        [
            .. Should
                .Throw<ExperimentException>(() => Experiment.Create("join").With(_ => experiment).Build())
                .Problems.Select(problem => problem.ToString()),
        ];
}
