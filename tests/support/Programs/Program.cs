using TestPrograms;

// The programs that tests start and kill. The first argument is the role, which loads only the libraries that it uses.
return await (
    args switch
    {
        ["scalewright-agent", ..] => AgentRole.RunAsync(args),
        ["scalewright-sweep" or "scalewright-sweep-pod", ..] => SweepRole.RunElementAsync(args),
        ["--scalewright-watchdog", ..] => ClusterRole.RunAsync(args),
        ["autoscaling", .. var rest] => AutoScalingRole.RunAsync(rest),
        ["chameleon", .. var rest] => ChameleonRole.RunAsync(rest),
        ["cluster", .. var rest] => ClusterRole.RunAsync(rest),
        ["containers", .. var rest] => ContainersRole.RunAsync(rest),
        ["grid5000", .. var rest] => Grid5000Role.RunAsync(rest),
        ["iotlab", .. var rest] => IotLabRole.RunAsync(rest),
        ["journal", .. var rest] => JournalRole.RunAsync(rest),
        ["kubernetes", .. var rest] => KubernetesRole.RunAsync(rest),
        ["local", .. var rest] => LocalRole.RunAsync(rest),
        ["minimega", .. var rest] => MinimegaRole.RunAsync(rest),
        ["resume" or "suspend", ..] => SlurmRole.RunElasticAsync(args),
        ["slurm"] => SlurmRole.RunAsync(),
        ["ssh", .. var rest] => SshRole.RunAsync(rest),
        ["storage-node"] => StorageRole.RunAsync(args),
        ["sweep", .. var rest] => SweepRole.RunAsync(rest),
        ["vagrant", .. var rest] => VagrantRole.RunAsync(rest),
        _ => Usage.ReportRoleAsync(args),
    }
);
