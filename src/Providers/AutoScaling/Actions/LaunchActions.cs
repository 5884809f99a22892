using System.Buffers.Text;
using System.Globalization;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Launch configurations.</summary>
internal static class LaunchActions
{
    // AutoScaling API reference: UserData up to 21,847 characters of base64.
    private const int UserDataLengthMax = 21_847;

    /// <summary>CreateLaunchConfiguration.</summary>
    public static ActionResult Create(ActionContext context)
    {
        QueryReader read = context.Read;
        AccountState state = context.State;
        LaunchRecord launch = new(read.Required("LaunchConfigurationName"), state.NextNumber, context.At)
        {
            ImageId = read.Required("ImageId"),
            InstanceType = read.Required("InstanceType"),
            KeyName = read.Text("KeyName") ?? "",
            SecurityGroups = read.Texts("SecurityGroups.member"),
            UserData = read.Text("UserData", UserDataLengthMax) ?? "",
            KernelId = read.Text("KernelId") ?? "",
            RamdiskId = read.Text("RamdiskId") ?? "",
            SpotPrice = read.Text("SpotPrice") ?? "",
            IsMonitored = read.Truth("InstanceMonitoring.Enabled") ?? false,
            IsEbsOptimized = read.Truth("EbsOptimized") ?? false,
        };
        if (launch.SpotPrice.Length > 0 && !(decimal.TryParse(launch.SpotPrice, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal price) && price > 0))
        {
            read.Refuse($"Value '{Printable.Escape(launch.SpotPrice)}' at 'spotPrice' failed to satisfy constraint: Member must be a price per hour above 0, as 0.25");
        }

        if (!Base64.IsValid(launch.UserData))
        {
            read.Refuse("Value at 'userData' failed to satisfy constraint: Member must be base64");
        }

        read.Finish();
        if (state.Launches.ContainsKey(launch.Name))
        {
            throw new QueryFaultException(WireFault.AlreadyExists($"Launch Configuration by this name already exists - A launch configuration already exists with the name {Printable.Escape(launch.Name)}"));
        }

        if (state.Launches.Count >= context.Options.LaunchConfigurationsMax)
        {
            throw new QueryFaultException(WireFault.LimitExceeded($"Only {context.Options.LaunchConfigurationsMax} launch configurations are allowed."));
        }

        return new ActionResult(state with { Launches = state.Launches.With(launch.Name, launch), NextNumber = state.NextNumber + 1 });
    }

    /// <summary>DeleteLaunchConfiguration.</summary>
    public static ActionResult Delete(ActionContext context)
    {
        string name = context.Read.Required("LaunchConfigurationName");
        context.Read.Finish();
        if (!context.State.Launches.ContainsKey(name))
        {
            throw new QueryFaultException(WireFault.Validation($"Launch configuration name not found - Launch configuration {Printable.Escape(name)} not found"));
        }

        if (context.State.Groups.Values.FirstOrDefault(group => group.Launch == name) is { } user)
        {
            throw new QueryFaultException(WireFault.ResourceInUse($"Cannot delete launch configuration {Printable.Escape(name)} because it is attached to AutoScalingGroup {Printable.Escape(user.Name)}"));
        }

        return new ActionResult(context.State with { Launches = context.State.Launches.Without(name) });
    }

    /// <summary>DescribeLaunchConfigurations.</summary>
    public static ActionResult Describe(ActionContext context)
    {
        ValueList<string> names = context.Read.Texts("LaunchConfigurationNames.member");
        IEnumerable<LaunchRecord> found = context.State.Launches.Values.Where(launch => names.Count == 0 || names.Contains(launch.Name, StringComparer.Ordinal));
        Page<LaunchRecord> page = Page<LaunchRecord>.Of(context, "launch configurations", found, launch => launch.Name);
        return new ActionResult(context.State, xml => page.WriteTo(xml.List("LaunchConfigurations", "member", page.Items, (_, launch) => Write(xml, context, launch))));
    }

    private static void Write(XmlText xml, ActionContext context, LaunchRecord launch) => xml
        .Leaf("LaunchConfigurationName", launch.Name)
        .Leaf("LaunchConfigurationARN", context.Arn("launchConfiguration", launch.Number, $"launchConfigurationName/{launch.Name}"))
        .Leaf("ImageId", launch.ImageId)
        .Maybe("KeyName", launch.KeyName)
        .Texts("SecurityGroups", launch.SecurityGroups)
        .Leaf("UserData", launch.UserData)
        .Leaf("InstanceType", launch.InstanceType)
        .Maybe("KernelId", launch.KernelId)
        .Maybe("RamdiskId", launch.RamdiskId)
        .Maybe("SpotPrice", launch.SpotPrice)
        .Empty("BlockDeviceMappings")
        .Open("InstanceMonitoring").Leaf("Enabled", launch.IsMonitored).Close("InstanceMonitoring")
        .Leaf("CreatedTime", launch.CreatedAt)
        .Leaf("EbsOptimized", launch.IsEbsOptimized)
        .Leaf("AssociatePublicIpAddress", truth: false);
}
