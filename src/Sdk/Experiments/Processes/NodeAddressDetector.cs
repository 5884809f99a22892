using System.Net.NetworkInformation;

namespace Scalewright.Experiments.Processes;

/// <summary>Detects the address at which other nodes reach this one.</summary>
internal static class NodeAddressDetector
{
    // Set for nodes that share one machine.
    private const string Variable = "SCALEWRIGHT_NODE_ADDRESS";

    /// <exception cref="InvalidOperationException">The node has no IPv4 address except the address of its loopback
    /// interface.</exception>
    public static IPAddress Find() =>
        IPAddress.TryParse(Environment.GetEnvironmentVariable(Variable), out IPAddress? configured)
            ? configured
            : NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(link => link.OperationalStatus == OperationalStatus.Up && link.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(link => link.GetIPProperties().UnicastAddresses)
                .Select(entry => entry.Address)
                .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork)
                ?? throw new InvalidOperationException(
                    $"The node has no IPv4 address that others could reach it by; set {Variable} for its agent."
                );
}
