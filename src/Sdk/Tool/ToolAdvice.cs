namespace Scalewright.Tool;

/// <summary>Replaces the library's advice on its API with advice on verbs and options.</summary>
internal static class ToolAdvice
{
    // Order matters: longer phrases come before the phrases that they contain.
    private static readonly (string Program, string Tool)[] Phrases =
    [
        (
            "provision one, or rebuild its state from what exists by AdoptAsync",
            "make one by 'scalewright apply', or rebuild its state from what exists by 'scalewright adopt'"
        ),
        (
            "open the folder of that cluster, take it over by AdoptAsync",
            "name the state folder of that cluster, take it over by 'scalewright adopt'"
        ),
        ("by AdoptAsync", "by 'scalewright adopt'"),
        ("choose another name, or, if it is no longer", "choose another one with --name, or, if it is no longer"),
        ("open its folder again by Cluster.OpenAsync and destroy it", "use 'scalewright destroy' with its state"),
        ("by Reaper.ReapAsync with lineage ", "by 'scalewright reap --lineage' with "),
        ("by Reaper.ReapAsync with its lineage", "by 'scalewright reap --lineage'"),
        ("remove only the others by Reaper.ReapAsync", "remove only the others by 'scalewright reap --lineage'"),
        ("by Reaper.ReapAsync", "by 'scalewright reap'"),
        ("set its image, or KubernetesOptions.Image", "set its image, or give --image"),
        ("and set ContainersOptions.AgentProgram", "and set SCALEWRIGHT_AGENT to the file out/scalewright-agent"),
        ("or set ContainersOptions.Engines", "or give --engine"),
        ("set KubernetesOptions.IsRestricted, or use", "give --restricted, or use"),
        (
            "set ExplorationCampaign.ElementTestFile to the path of the tests there",
            "give the path of the tests there; in an image, with --tests-in-image"
        ),
        ("set IsRestricted or use", "give --restricted or use"),
        ("create it, or set 'namespace' of the context", "create it, set 'namespace' of the context, or give --namespace"),
        (
            "set VagrantOptions.TransportFactory, for example with Scalewright.Providers.Ssh",
            "omit the command after '--': only a program can connect to VMs there"
        ),
        ("choose LocalIsolation.Processes", "use --provider processes"),
        ("choose another LocalOptions.Folder", "choose another --node-folder"),
        ("install Slurm's commands, or give a connection to a login node", "install Slurm's commands, or call scalewright on a login node"),
        ("ask less often, or lower MaxConcurrency", "ask less often"),
        ("check what PlanAsync shows: the next change or repair removes it", "check it: the next 'scalewright apply' removes it"),
        ("repair the cluster, or wait until the node is created", "make it by 'scalewright apply', or wait until it is made"),
        ("repair the cluster: that makes the node again", "run 'scalewright apply', which creates the node again"),
        ("wait until it is ready, or repair the cluster", "wait until it is ready, or run 'scalewright apply'"),
        ("then repair the cluster, which replaces the node", "then run 'scalewright apply', which replaces the node"),
        ("check the provider, then repair again", "check the provider, then run 'scalewright apply' again"),
        ("by LocalProvider.RemoveDamagedNodesAsync", "by 'scalewright reap --include-damaged'"),
        ("set Grid5000Options.PublicKey", "give --ssh-key"),
        ("set Grid5000Options.Transport", Ssh),
        ("set IotLabOptions.Transport", Ssh),
        ("set ChameleonOptions.Transport", Ssh),
        ("set AutoScalingOptions.Transport, for example to an SSH transport", Ssh),
        // Only a program can set these: the tool has no options for them.
        ("require suitable machines with Grid5000Options.Properties", "use a program that sets the required properties of machines"),
        (", or SendCommandAsync and FlashAsync", ", or a program that controls boards"),
        ("or set AutoScalingOptions.NodeAddressSelector", "or enter them by a program that knows where they are"),
        ("or set ForceUnlockId to ", "or open it by a program whose settings have ForceUnlockId "),
        (
            "set AllowOlderState in ClusterOptions.StoreOptions: opening then removes nothing, and PlanAsync shows what "
                + "the next change would",
            OpenOlder
        ),
        ("set AllowOlderState: opening then removes nothing, and PlanAsync shows what the next change would", OpenOlder),
        ("set AllowUnlockedState and make sure", "open it by a program that sets AllowUnlockedState, and make sure"),
    ];

    private const string Ssh = "use machines that scalewright reaches by SSH";
    private const string OpenOlder =
        "accept it by 'scalewright repair --accept-older-state', which removes nothing and shows what the next "
        + "'scalewright apply' would";

    public static Problem Apply(Problem problem) =>
        problem with
        {
            Advice =
                Phrases.Aggregate(problem.Advice, (advice, phrase) => advice.Replace(phrase.Program, phrase.Tool, StringComparison.Ordinal))
                + (problem.Code == ProblemCode.UnknownPlugin ? ", or load your own with --plugins ASSEMBLY.dll" : ""),
        };
}
