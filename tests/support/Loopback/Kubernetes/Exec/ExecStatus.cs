using System.Globalization;
using System.Text.Json.Nodes;

namespace Loopback.Kubernetes.Exec;

/// <summary>How programs ended, in the words of kubelets.</summary>
internal static class ExecStatus
{
    /// <summary>An object of the kind Status for an exit code.</summary>
    public static JsonObject Of(int code)
    {
        if (code == 0)
        {
            return new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" };
        }

        if (code == PodSandboxes.MissingCode)
        {
            return new JsonObject
            {
                ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = "InternalError", ["code"] = 500,
                ["message"] = "error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: executable file not found in $PATH: unknown",
            };
        }

        string text = code.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = "NonZeroExitCode", ["message"] = $"command terminated with non-zero exit code: exit status {text}",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = text }) },
        };
    }
}
