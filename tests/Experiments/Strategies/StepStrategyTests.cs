namespace Experiments.Tests.Strategies;

/// <summary>Tests the strategy files of Scalehub, as its source describes them.</summary>
public class StepStrategyTests
{
    // Sequences from the documentation of the reference. The last term is reduced so that the sum is the number.
    [Theory]
    [InlineData(ScalingMethod.Exponential, 1, new[] { 1 })]
    [InlineData(ScalingMethod.Exponential, 3, new[] { 1, 2 })]
    [InlineData(ScalingMethod.Exponential, 8, new[] { 1, 2, 4, 1 })]
    [InlineData(ScalingMethod.Exponential, 15, new[] { 1, 2, 4, 8 })]
    [InlineData(ScalingMethod.Exponential, 52, new[] { 1, 2, 4, 8, 16, 21 })]
    [InlineData(ScalingMethod.Linear, 3, new[] { 1, 1, 1 })]
    [InlineData(ScalingMethod.Block, 3, new[] { 3 })]
    [InlineData(ScalingMethod.Block, 0, new int[0])]
    public void Scaling_methods_split_a_number_into_increments(ScalingMethod method, int number, int[] portions) =>
        ScalingIncrements.Compute(method, number).ShouldBe(portions);

    [Fact]
    public void Each_step_uses_the_next_machine_of_its_kind_and_applies_every_entry()
    {
        StepStrategy strategy = Read(
            """
            - node: pico
              taskmanager:
                - {number: 3, type: pico, method: linear}
                - {number: 1, type: s}
            - node: big
              type: large
              taskmanager:
                - {number: 5, type: m, method: exponential, parallelism: 2}
            """
        );

        List<string> course = Follow(strategy, [Node("pico", 1), Node("pico", 2), Large("big", 1), Large("big", 2)]);

        // The setup has created the first task manager.
        course.ShouldBe([
            "pico-1 pico-1: 2",
            "pico-1 pico-1 pico-1: 3",
            "pico-1 pico-1 pico-1 pico-1: 4",
            "pico-1 pico-1 pico-1 pico-1 big-1: 6",
            "pico-1 pico-1 pico-1 pico-1 big-1 big-1 big-1: 10",
            "pico-1 pico-1 pico-1 pico-1 big-1 big-1 big-1 big-1 big-1: 14",
        ]);
    }

    [Fact]
    public void A_step_with_the_slots_scope_adds_slots_instead_of_task_managers()
    {
        StepStrategy strategy = Read("- node: pico\n  taskmanager: [{number: 4, type: template, scope: slots, method: exponential}]\n");

        Follow(strategy, [Node("pico", 1)]).ShouldBe(["pico-1: 2", "pico-1: 4"]);
    }

    [Theory, InlineData("type: template", 3), InlineData("type: template, parallelism: 2", 2), InlineData("type: s", 1)]
    public void A_template_task_manager_has_the_template_slots_unless_the_entry_overrides_them(string entry, int slots)
    {
        IScalingRun course = Read($"- node: pico\n  taskmanager: [{{number: 2, {entry}}}]\n").StartRun();

        course
            .Decide(View([Node("pico", 1)]) with { TaskManagerTemplate = new TaskManager("", "") { Slots = 3 } })!
            .TaskManagers[^1]
            .Slots.ShouldBe(slots);
    }

    [Fact]
    public void A_step_uses_a_machine_of_the_size_that_it_specifies()
    {
        StepStrategy strategy = Read(
            "- {node: grid5000, type: large, taskmanager: [{number: 1}]}\n- {node: grid5000, type: small, taskmanager: [{number: 2}]}\n- {node: grid5000, type: large, taskmanager: [{number: 1}]}\n"
        );

        Follow(strategy, [Large("grid5000", 1), Node("grid5000", 2), Large("grid5000", 3)])
            .ShouldBe(["grid5000-1 grid5000-2 grid5000-2: 3", "grid5000-1 grid5000-2 grid5000-2 grid5000-3: 4"]);
    }

    [Fact]
    public void A_step_without_a_size_leaves_a_machine_for_a_later_step_that_requires_its_size()
    {
        StepStrategy strategy = Read(
            "- {node: pico, taskmanager: [{number: 1}]}\n- {node: grid5000, taskmanager: [{number: 1}]}\n- {node: grid5000, type: large, taskmanager: [{number: 1}]}\n"
        );

        Follow(strategy, [Node("pico", 1), Large("grid5000", 1), Node("grid5000", 2)])
            .ShouldBe(["pico-1 grid5000-2: 2", "pico-1 grid5000-2 grid5000-1: 3"]);
    }

    [Fact]
    public void A_step_uses_a_machine_with_capacity_for_all_its_task_managers()
    {
        StepStrategy strategy = Read(
            "- {node: pico, taskmanager: [{number: 1}]}\n- {node: pico, taskmanager: [{number: 3, type: s, method: linear}]}\n"
        );
        StreamNode small = new("pico-2", 2) { Kind = "pico" };

        Follow(strategy, [Node("pico", 1), small, Node("pico", 3)])
            .ShouldBe(["pico-1 pico-3: 2", "pico-1 pico-3 pico-3: 3", "pico-1 pico-3 pico-3 pico-3: 4"]);
    }

    [Fact]
    public void The_first_task_manager_starts_on_a_machine_of_the_first_step()
    {
        Experiment experiment = new("e")
        {
            Scaling = Read("- {node: pico, type: small, taskmanager: [{number: 2}]}\n"),
            TaskManagerCount = 2,
        };

        TaskManagerPlacement
            .First(experiment, [Large("grid5000", 1), Large("pico", 1), Node("pico", 2)])
            .Select(manager => manager.Node)
            .ShouldBe(["pico-2", "grid5000-1"]);
    }

    [Fact]
    public void A_step_waits_until_a_machine_of_its_kind_is_available()
    {
        IScalingRun course = Read("- node: big\n  taskmanager: [{number: 2}]\n").StartRun();
        ScalingObservation view = View([Node("pico", 1)]);

        course.Decide(view).ShouldBeNull();
        course.IsCompleted.ShouldBeFalse();
        course.Decide(view with { Nodes = [Node("pico", 1), Node("big", 1)] }).ShouldNotBeNull();
        course.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void All_problems_of_a_strategy_file_are_reported_with_their_positions()
    {
        StrategyReader
            .Read(
                Encoding.UTF8.GetBytes("- nod: pico\n  taskmanager:\n    - {number: x, methd: linear}\n    - {type: xm}\n"),
                "s.yaml",
                TaskManagerSize.Defaults,
                out ValueList<Problem> problems
            )
            .ShouldBeNull();

        problems
            .Select(problem => problem.ToString())
            .ShouldBe([
                "s.yaml:1:3 steps.0.node: is missing; add 'node', the kind of machine",
                "s.yaml:3:16 steps.0.taskmanager.0.number: found the text 'x'; use a whole number",
                "s.yaml:3:19 steps.0.taskmanager.0.methd: unknown field; did you mean 'method'?",
                "s.yaml:4:14 steps.0.taskmanager.xm.type: found the text 'xm'; use one of s, s-2c, m, m-2c, l, l-2c, l-4c, xl, xxl, pico, template",
                "s.yaml:1:3 steps.0.nod: unknown field; did you mean 'node'?",
            ]);
    }

    private static StepStrategy Read(string text)
    {
        StepStrategy? strategy = StrategyReader.Read(
            Encoding.UTF8.GetBytes(text),
            "s.yaml",
            TaskManagerSize.Defaults,
            out ValueList<Problem> problems
        );
        problems.ShouldBeEmpty();
        return strategy!;
    }

    private static StreamNode Node(string kind, int number) => new($"{kind}-{number}", 4) { Kind = kind, MemoryMiB = 8_192 };

    // 16 cores times 32 GiB are 512, which Scalehub calls large.
    private static StreamNode Large(string kind, int number) => new($"{kind}-{number}", 16) { Kind = kind, MemoryMiB = 32_768 };

    private static ScalingObservation View(ValueList<StreamNode> nodes) =>
        new(default, new StreamJob("j"), "task")
        {
            Nodes = nodes,
            TaskManagers = [new TaskManager("taskmanager-1", nodes[0].Name)],
            TaskManagerTemplate = new TaskManager("", ""),
        };

    private static List<string> Follow(StepStrategy strategy, ValueList<StreamNode> nodes)
    {
        IScalingRun course = strategy.StartRun();
        ScalingObservation view = View(nodes);
        List<string> changes = [];
        while (course.Decide(view) is { } change)
        {
            changes.Add($"{string.Join(' ', change.TaskManagers.Select(manager => manager.Node))}: {change.Parallelism["task"]}");
            view = view with { TaskManagers = change.TaskManagers };
        }

        course.IsCompleted.ShouldBeTrue();
        return changes;
    }
}
