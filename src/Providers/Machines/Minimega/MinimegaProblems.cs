namespace Scalewright.Providers.Minimega;

internal static class MinimegaProblems
{
    public const string Provider = "minimega";

    private static readonly ProblemCode Rejection = new("SW4101", "minimega-refused");
    private static readonly ProblemCode Unreachable = new("SW4102", "minimega-unreachable");
    private static readonly ProblemCode Lost = new("SW4103", "minimega-connection-lost");
    private static readonly ProblemCode Deadline = new("SW4104", "minimega-timeout");
    private static readonly ProblemCode Malformed = new("SW4105", "minimega-malformed-response");
    private static readonly ProblemCode Oversized = new("SW4106", "minimega-response-too-large");
    private static readonly ProblemCode Shape = new("SW4107", "minimega-unexpected-response");
    private static readonly ProblemCode Launch = new("SW4108", "minimega-launch-failed");
    private static readonly ProblemCode Removal = new("SW4109", "minimega-not-removed");
    private static readonly ProblemCode Guest = new("SW4110", "minimega-guest-unavailable");

    public static Problem Rejected(string command, MinimegaEntry entry) =>
        new(
            Rejection,
            $"Error ({TextEscaping.Escape(entry.Host)}): {TextEscaping.Escape(entry.Error)}",
            $"see the command: {MinimegaCommandText.Show(command)}"
        );

    public static Problem NotReached(string path, string reason) =>
        new(
            Unreachable,
            $"no server responds on '{TextEscaping.Escape(path)}': {TextEscaping.Escape(reason)}",
            "start minimega, or specify its socket"
        );

    public static Problem ConnectionLost(string command, string reason) =>
        new(
            Lost,
            $"the connection ended before the response to '{MinimegaCommandText.Show(command)}' was complete: "
                + $"{TextEscaping.Escape(reason)}",
            "check whether the command took effect before you send it again"
        );

    public static Problem DeadlinePassed(string command, TimeSpan timeout) =>
        new(
            Deadline,
            string.Create(
                CultureInfo.InvariantCulture,
                $"no complete response to '{MinimegaCommandText.Show(command)}' within {timeout.TotalSeconds:0.###} s"
            ),
            "check whether the command took effect before you send it again with a longer timeout"
        );

    public static Problem MalformedReply(string command, string reason) =>
        new(
            Malformed,
            $"the response to '{MinimegaCommandText.Show(command)}' is {TextEscaping.Escape(reason)}",
            "check that the socket is minimega's"
        );

    public static Problem ReplyTooLarge(string command, int maxBytes) =>
        new(
            Oversized,
            $"the response to '{MinimegaCommandText.Show(command)}' is longer than {maxBytes} bytes",
            "request fewer columns with .columns, or raise MaxReplyBytes"
        );

    public static Problem UnexpectedResponse(string command, string found) =>
        new(Shape, $"the response to '{MinimegaCommandText.Show(command)}' {found}", "check that the server is minimega 3.1");

    public static Problem LaunchFailed(string node, string error) =>
        new(
            Launch,
            $"the launch failed: {TextEscaping.Escape(error.Trim())}",
            "check that its image exists, and that the host can run this kind of node"
        )
        {
            Field = node,
        };

    public static Problem NoImage(string node) =>
        new(Launch, "a container has no image", "name a folder with a root file system, or tar: and an archive") { Field = node };

    public static Problem NothingLaunched(string node) =>
        new(Launch, "the launch created no VM, and minimega reported no error", "check that its image is a root file system")
        {
            Field = node,
        };

    public static Problem OtherTag(string node) =>
        new(
            Launch,
            "the VM has the settings of another program that launched in the same namespace at the same time",
            "launch it again; let one program at a time act for a cluster"
        )
        {
            Field = node,
        };

    public static Problem NotRemoved(string node, string state, TimeSpan deadline) =>
        new(
            Removal,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the VM was {TextEscaping.Escape(state)} and still exists after {deadline.TotalSeconds:0.###} s"
            ),
            "remove it again, or check the log of minimega"
        )
        {
            Field = node,
        };

    public static Problem NoGuest(string vm, TimeSpan deadline) =>
        new(
            Guest,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the agent in {TextEscaping.Escape(vm)} did not connect within {deadline.TotalSeconds:0.###} s"
            ),
            "start miniccc in the image, or increase the timeout"
        );

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "it no longer exists", "observe the cluster, and create it again") { Field = node };

    public static Problem NotRunning(Backend.MinimegaVm vm) =>
        new(
            ProblemCode.ConnectionLost,
            vm.Error.Length > 0
                ? $"{vm.Id} is {TextEscaping.Escape(vm.State)}: {TextEscaping.Escape(vm.Error.Trim())}"
                : $"{vm.Id} is {TextEscaping.Escape(vm.State)}",
            "connect when the node is running"
        );

    public static Problem Unresponsive(string found) =>
        new(ProblemCode.ConnectionLost, found, "check that the node and its agent are running");

    public static Problem Untagged(string node, string id) =>
        new(
            ProblemCode.ForeignResource,
            $"{TextEscaping.Escape(id)} has no Scalewright ownership tag",
            "observe again, or choose another name"
        )
        {
            Field = node,
        };

    public static Problem OtherOwner(string namespaceName, Owner owner) =>
        new(
            ProblemCode.ForeignResource,
            $"{namespaceName} belongs to {TextEscaping.Escape(owner.ToString())}",
            "list the resources of this owner"
        );
}
