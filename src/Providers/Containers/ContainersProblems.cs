using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Faults;
using Scalewright.Providers.Containers.Networks;
using Scalewright.Providers.Containers.Nodes;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers;

internal static class ContainersProblems
{
    /// <summary>Name of the provider.</summary>
    public const string Provider = "containers";

    public static ProviderException Exception(params ValueList<Problem> problems) => new(Provider, problems);

    /// <summary>Converts the failure of a request that concerns all nodes.</summary>
    public static ProviderException Exception(Exception failure)
    {
        BackendFailure meaning = failure is EngineException engineFailure
            ? Interpret(engineFailure, "")
            : new BackendFailure(new Problem(ProblemCode.ProviderUnavailable, TextEscaping.Escape(failure.Message), "retry the operation"))
            {
                IsTransient = true,
            };
        return new ProviderException(Provider, [meaning.Problem], failure) { IsTransient = meaning.IsTransient };
    }

    public static Problem NoEngine(string reasons) =>
        new(
            ProblemCode.ProviderUnavailable,
            $"no container engine answers: {reasons}",
            $"start Docker or Podman, or set {nameof(ContainersOptions)}.{nameof(ContainersOptions.Engines)}"
        );

    public static Problem InvalidAddress(string variable, string value) =>
        new(
            ProblemCode.ProviderUnavailable,
            $"{variable} '{TextEscaping.Escape(value)}' is not an address",
            "use one, as in unix:///var/run/docker.sock"
        );

    public static Problem UnsupportedScheme(string source, Uri address) =>
        new(
            ProblemCode.ProviderUnavailable,
            $"{source} is '{TextEscaping.Escape(address.OriginalString)}', but '{address.Scheme}' is not supported",
            $"use an address with {string.Join("://, ", EngineAddress.Schemes)}://, or a context of the docker command line with one"
        );

    public static Problem InvalidContext(string message) =>
        new(
            ProblemCode.ProviderUnavailable,
            TextEscaping.Escape(message),
            "select another context by 'docker context use', or set DOCKER_HOST"
        );

    public static Problem UnusableContext(string name, string reason, IEnumerable<string> names) =>
        new(
            ProblemCode.ProviderUnavailable,
            $"context '{TextEscaping.Escape(name)}' of the docker command line cannot be used: "
                + $"{TextEscaping.Escape(reason)}; contexts: {string.Join(", ", names.Select(TextEscaping.Escape))}",
            "use another one, or create it by 'docker context create'"
        );

    public static Problem InvalidSshAddress(string fault) =>
        new(
            ProblemCode.ProviderUnavailable,
            $"the SSH address of an engine cannot be used: {fault}",
            "use ssh://USER@HOST:PORT, followed by the absolute path of the socket if it is not /var/run/docker.sock"
        );

    public static Problem UnusableTlsFile(string file, string reason) =>
        new(
            ProblemCode.AuthenticationFailed,
            $"TLS file {TextEscaping.Escape(file)} cannot be used: {TextEscaping.Escape(reason)}",
            "use files in PEM, with a key that is not encrypted"
        );

    public static Problem UnknownCloud(string node, string cloud, IEnumerable<string> clouds) =>
        new(
            ProblemCode.UnknownCloud,
            $"there is no cloud '{TextEscaping.Escape(cloud)}'",
            $"use one of the engines: {string.Join(", ", clouds)}"
        )
        {
            Field = node,
        };

    public static Problem NoImage(string image, string reason, string field = "") =>
        new(
            ProblemCode.ProviderContractViolation,
            $"image '{TextEscaping.Escape(image)}' is neither on the engine nor can it be pulled: {reason}",
            "check the name and the network, load it from a file "
                + $"({nameof(ContainersOptions)}.{nameof(ContainersOptions.ImageArchives)}), or build it "
                + $"({nameof(ContainersOptions)}.{nameof(ContainersOptions.ImageFolders)})"
        )
        {
            Field = field,
        };

    public static Problem PullRefused(string image, string registry, string reason) =>
        new(
            ProblemCode.AuthenticationFailed,
            $"registry {TextEscaping.Escape(registry)} refuses the pull of '{TextEscaping.Escape(image)}': {reason}",
            $"check the name, or log in by 'docker login {TextEscaping.Escape(registry)}'"
        );

    public static Problem InvalidArchive(string image, string path, string reason) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"image '{TextEscaping.Escape(image)}' cannot be loaded from {TextEscaping.Escape(path)}: {reason}",
            "use the output of 'docker save', or a tar of a root file system"
        );

    public static Problem InvalidFolder(string image, string path, string reason) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"image '{TextEscaping.Escape(image)}' cannot be built of {TextEscaping.Escape(path)}: {reason}",
            "correct the folder and its Dockerfile"
        );

    public static Problem InvalidContainer(string node, string found, string advice) =>
        new(ProblemCode.ProviderContractViolation, found, advice) { Field = node };

    public static Problem InvalidDestination(string node, string path, string fault) =>
        new(
            ProblemCode.UnsafePath,
            $"file '{TextEscaping.Escape(path)}' cannot be put into the container: {fault}",
            "use an absolute path, as in /etc/shop.conf"
        )
        {
            Field = node,
        };

    public static Problem NoFile(string node, string source, ValueList<string> folders) =>
        new(
            ProblemCode.UnreadableFile,
            $"file '{TextEscaping.Escape(source)}' does not exist in " + string.Join(", ", folders.Select(TextEscaping.Escape)),
            $"write the files of the topology, and set {nameof(ContainersOptions)}.{nameof(ContainersOptions.FileFolders)}"
        )
        {
            Field = node,
        };

    public static Problem UnreadableFile(string node, string source, string reason) =>
        new(
            ProblemCode.UnreadableFile,
            $"file '{TextEscaping.Escape(source)}' cannot be read: {TextEscaping.Escape(reason)}",
            "check its permissions"
        )
        {
            Field = node,
        };

    public static Problem NoAgent(IEnumerable<string> files) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"no agent program: {string.Join(", ", files.Select(file => TextEscaping.Escape(file)))} do not exist",
            "build it by 'dotnet publish src/Sdk/Agent -c Release -o out', and set "
                + $"{nameof(ContainersOptions)}.{nameof(ContainersOptions.AgentProgram)}"
        );

    public static Problem WrongArchitecture(EngineVersion engine, string agent) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"{engine} is for {engine.Architecture}, the agent for {agent}",
            "use an engine of the same architecture"
        );

    public static Problem TooLarge(string node, long neededMiB, long engineMiB) =>
        new(
            ProblemCode.NodeTooLarge,
            string.Create(CultureInfo.InvariantCulture, $"memory {neededMiB} MiB, the engine has {engineMiB}"),
            "request less memory, or use a larger machine"
        )
        {
            Field = node,
        };

    public static Problem NotIsolated(string engine) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"{engine} may forward packets between the networks of the topology",
            "use Docker if nodes of different networks must not reach each other"
        )
        {
            Severity = ProblemSeverity.Warning,
        };

    public static Problem OtherEngine(string node, string cloud) =>
        new(
            ProblemCode.UnknownReference,
            $"the networks of the topology are on the first engine, '{TextEscaping.Escape(cloud)}'",
            "put the node on this engine, or leave out its interfaces"
        )
        {
            Field = node,
        };

    public static Problem UnknownNetwork(string node, string network) =>
        new(
            ProblemCode.UnknownReference,
            $"there is no network '{TextEscaping.Escape(network)}'",
            "use the name of a network of the topology"
        )
        {
            Field = node,
        };

    public static Problem TooSmall(NetworkSpec network) =>
        new(
            ProblemCode.OutOfRange,
            $"network {TextEscaping.Escape(network.Name)} {network.Subnet} has no room for a node besides the bridge",
            "use a shorter prefix"
        )
        {
            Field = network.Name,
        };

    public static Problem Overlap(NetworkSpec network, EngineNetwork engineNetwork) =>
        new(
            ProblemCode.NetworkOverlap,
            $"network {TextEscaping.Escape(network.Name)} {network.Subnet} overlaps network "
                + $"'{TextEscaping.Escape(engineNetwork.Name)}' {string.Join(", ", engineNetwork.Subnets)} of the engine",
            "choose another range, or remove what uses it"
        )
        {
            Field = network.Name,
        };

    public static Problem UnusableAddress(string node, Address address, NetworkSpec network) =>
        new(
            ProblemCode.OutOfRange,
            $"{address} is not an address that a node can have in {TextEscaping.Escape(network.Name)} {network.Subnet}",
            $"use one from {network.Subnet.First.Add(1)} to {network.Subnet.LastUsable}, except "
                + $"{NetworkCheck.GetBridge(network)} of the bridge"
        )
        {
            Field = node,
        };

    public static Problem DuplicateAddress(ValueList<string> nodes, Address address, string network) =>
        new(
            ProblemCode.OutOfRange,
            $"{address} in {TextEscaping.Escape(network)} belongs to {string.Join(" and ", nodes)}",
            "use another address for each"
        )
        {
            Field = nodes[0],
        };

    public static Problem NoAddress(string node, string network) =>
        new(
            ProblemCode.QuotaExceeded,
            $"no address of network {TextEscaping.Escape(network)} is free",
            "use a larger range, or fewer nodes"
        )
        {
            Field = node,
        };

    public static Problem NoDefaultRange(string node, Subnet range) =>
        new(
            ProblemCode.NetworkOverlap,
            $"each part of {range} for default networks is in use",
            $"choose another range by {nameof(ContainersOptions)}.{nameof(ContainersOptions.AddressRange)}"
        )
        {
            Field = node,
        };

    public static Problem FixedSubnet(string network) =>
        new(ProblemCode.ResourceInUse, "an engine cannot change the range of a network", "remove the network and its nodes first")
        {
            Field = network,
        };

    public static Problem Contended(string node) =>
        new(ProblemCode.ProviderUnavailable, "the container that had its name was removed meanwhile", "retry the step later")
        {
            Field = node,
        };

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "its container no longer exists", "check what exists and plan again") { Field = node };

    public static Problem Ended(string node, EngineContainer container)
    {
        string output = container.Output.Length > 0 ? $"; its final output: {TextEscaping.Escape(container.Output)}" : "";
        string advice = NodeLabels.Has(container.Labels, NodeLabels.Attached)
            ? "if its program does not stay, leave it out: the agent is then the main process"
            : "repair the cluster: that creates the node again";
        return new Problem(
            ProblemCode.ResourceNotFound,
            string.Create(CultureInfo.InvariantCulture, $"its container ended with code {container.ExitCode}{output}"),
            advice
        )
        {
            Field = node,
        };
    }

    public static Problem NotReady(string node, string status) =>
        new(ProblemCode.ConnectionLost, $"its container is {TextEscaping.Escape(status)}", "connect again when it runs") { Field = node };

    public static Problem NoDisk { get; } =
        new(
            ProblemCode.OutOfRange,
            "a full disk requires containers with a data folder of a fixed size",
            $"set {nameof(ContainersOptions)}.{nameof(ContainersOptions.DiskMiB)} before the nodes are created"
        )
        {
            Field = nameof(NodeFault.IsDiskFull),
        };

    public static Problem NoDelays { get; } =
        new(
            ProblemCode.OutOfRange,
            "the kernel of this machine cannot delay, duplicate or reorder packets: it has no queue 'netem'",
            "load the module sch_netem, or use nodes of this machine or the simulation"
        )
        {
            Field = nameof(NodeFault.Delay),
        };

    public static Problem PoweredOff(string node) =>
        new(ProblemCode.ConnectionLost, "it is powered off by an injected fault", "wait until the fault is reverted, or revert it")
        {
            Field = node,
        };

    public static Problem LinksNotSupported(IEnumerable<string> missing) =>
        new(
            ProblemCode.OutOfRange,
            $"link faults of containers require {TextEscaping.Escape(string.Join(", ", missing))}",
            "run the program as root on the machine of the engine, with iptables and iproute2, or isolate the whole node"
        );

    public static Problem DiskNotSupported(IEnumerable<string> missing) =>
        new(
            ProblemCode.OutOfRange,
            $"a full disk of a container requires {TextEscaping.Escape(string.Join(", ", missing))}",
            "run the program as root on the machine of the engine"
        )
        {
            Field = nameof(NodeFault.IsDiskFull),
        };

    public static Problem CommandFailed(string command, string reason) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"'{TextEscaping.Escape(command)}' failed: {TextEscaping.Escape(reason)}",
            "check the programs and the kernel of this machine"
        );

    public static Problem NotApplied(string subject) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"{TextEscaping.Escape(subject)} cannot be set or found",
            "check whether the kernel of this machine supports it"
        );

    public static Problem ForeignProcess(string container, long process) =>
        new(
            ProblemCode.ProviderContractViolation,
            string.Create(CultureInfo.InvariantCulture, $"process {process} does not belong to container {TextEscaping.Escape(container)}"),
            "run the program on the machine of the engine"
        );

    public static Problem DamagedRecord(string node) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"the record of its faults, /{NodeFaults.RecordPath}, is damaged",
            "revert its faults, or repair the cluster"
        )
        {
            Field = node,
        };

    public static Problem NotReverted(string node, string failure, string second) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"the injection failed: {TextEscaping.Escape(failure)}; the revert failed: {TextEscaping.Escape(second)}",
            "revert its faults again, or repair the cluster"
        )
        {
            Field = node,
        };

    public static Problem UnknownNode(string node) =>
        new(
            ProblemCode.UnknownReference,
            $"there is no node '{TextEscaping.Escape(node)}' with an address to drop packets of",
            "check what exists"
        );

    /// <summary>Returns the meaning of a failed request.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="subject">Name of the node; empty for the whole engine.</param>
    public static BackendFailure Interpret(EngineException failure, string subject)
    {
        (ProblemCode code, string advice) = failure.Meaning switch
        {
            EngineMeaning.Failed or EngineMeaning.StorageLost => (
                ProblemCode.CallOutcomeUnknown,
                "check what exists before you retry the step"
            ),
            EngineMeaning.Unreachable => (ProblemCode.ProviderUnavailable, "start the engine, and retry"),
            EngineMeaning.AccessDenied => (
                ProblemCode.AuthenticationFailed,
                "add the user to the group of the socket, or use rootless Podman"
            ),
            EngineMeaning.Untrusted => (
                ProblemCode.AuthenticationFailed,
                "check the host name, the authority, the certificate and the key of the TLS connection"
            ),
            EngineMeaning.LoginRefused => (
                ProblemCode.AuthenticationFailed,
                "log in once by ssh, so that the host key is known, and use a key that requires no password"
            ),
            EngineMeaning.Missing => (ProblemCode.ResourceNotFound, "check what exists and plan again"),
            EngineMeaning.ImageMissing => (ProblemCode.ProviderContractViolation, "pull the image"),
            EngineMeaning.AddressTaken or EngineMeaning.SubnetTaken => (
                ProblemCode.NetworkOverlap,
                "choose another range, or remove what uses it"
            ),
            EngineMeaning.NetworkInUse
            or EngineMeaning.WrongState
            or EngineMeaning.Removing
            or EngineMeaning.StorageNotMounted
            or EngineMeaning.Unstartable => (ProblemCode.ResourceInUse, "retry the step later"),
            EngineMeaning.LoaderMissing => (
                ProblemCode.AgentExited,
                "use an image with the GNU C library, for example one based on Debian instead of Alpine"
            ),
            EngineMeaning.NameTaken => (ProblemCode.ForeignResource, "observe again, or choose another name"),
            _ => (ProblemCode.ProviderContractViolation, "change the request as the message says"),
        };
        return new BackendFailure(new Problem(code, TextEscaping.Escape(failure.Message), advice) { Field = subject })
        {
            IsWithoutEffect = failure.IsWithoutEffect,
            IsTransient =
                failure.Meaning is EngineMeaning.Unreachable or EngineMeaning.Failed or EngineMeaning.StorageLost
                || code == ProblemCode.ResourceInUse,
            EndsWave = failure.Meaning is EngineMeaning.AccessDenied or EngineMeaning.Untrusted or EngineMeaning.LoginRefused,
        };
    }
}
