namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Actions of the AutoScaling API on the warm pool of a group.</summary>
internal static class WarmPoolActions
{
    // AutoScaling API reference, DescribeWarmPool.
    private const int MaxPage = 50;

    // AutoScaling API reference, PutWarmPool: this value removes the limit.
    private const int NoLimit = -1;
    private const string Hibernated = "Hibernated";

    /// <summary>
    /// PutWarmPool: creates or changes the warm pool. Parameters that are not set keep the values of an existing pool.
    /// </summary>
    public static QueryAction Put(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        int? prepared = reader.Number("MaxGroupPreparedCapacity", NoLimit);
        int? min = reader.Number("MinSize", 0);
        string? poolState = reader.Text("PoolState");
        bool? isReused = reader.Boolean("InstanceReusePolicy.ReuseOnScaleIn");
        CheckState(reader, poolState);
        return context =>
        {
            _ = min > context.Options.MaxInstances ? reader.Number("MinSize", 0, context.Options.MaxInstances) : null;
            reader.Finish();
            GroupRecord group = context.Group(name);
            CheckGroup(context, group);
            WarmPoolRecord existing = group.WarmPool ?? new WarmPoolRecord();
            AccountState state = context.State.With(
                group with
                {
                    WarmPool = existing with
                    {
                        MaxPrepared = prepared == NoLimit ? null : prepared ?? existing.MaxPrepared,
                        MinSize = min ?? existing.MinSize,
                        State = poolState ?? existing.State,
                        IsReused = isReused ?? existing.IsReused,
                    },
                }
            );
            return new QueryActionResult(WarmPools.Fit(context, state, name), static _ => { });
        };
    }

    /// <summary>
    /// DeleteWarmPool: terminates the instances of the pool. Without <c>ForceDelete</c>, the pool exists until they are
    /// terminated.
    /// </summary>
    public static QueryAction Delete(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        bool isForced = reader.Boolean("ForceDelete") ?? false;
        return context =>
        {
            GroupRecord group = context.Group(name);
            WarmPoolRecord pool = group.WarmPool
                ?? throw new QueryErrorException(
                    QueryError.Validation($"No warm pool found for Auto Scaling group {TextEscaping.Escape(name)}")
                );
            AccountState state = context.State.With(group with { WarmPool = isForced ? null : pool with { IsDeleted = true } });
            return new QueryActionResult(WarmPools.Fit(context, state, name), static _ => { });
        };
    }

    /// <summary>DescribeWarmPool: returns the pool and a page of its instances.</summary>
    public static QueryAction Describe(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        PageRequest request = PageRequest.Read(reader, MaxPage);
        return context =>
        {
            GroupRecord group = context.Group(name);
            IEnumerable<InstanceRecord> instances = group.WarmPool is null ? [] : group.Instances.Where(instance => instance.IsWarm);
            Page<InstanceRecord> page = (request with { Size = request.Size ?? MaxPage }).Get(
                context,
                "warm pool",
                instances,
                static instance => instance.Id
            );
            return new QueryActionResult(context.State, xml =>
            {
                _ = group.WarmPool is { } pool ? Write(xml, pool) : xml;
                request.Write(xml, page, "Instances", static (xml, instance) =>
                    GroupWriter.WriteState(xml.Leaf("InstanceId", instance.Id).Leaf("InstanceType", instance.InstanceType), instance)
                );
            });
        };
    }

    /// <summary>Writes the warm pool of a group, if it has one.</summary>
    public static void WritePool(XmlText xml, GroupRecord group)
    {
        if (group.WarmPool is { } pool)
        {
            Write(xml, pool).Leaf("WarmPoolSize", group.Instances.Count(instance => instance.IsWarm));
        }
    }

    private static XmlText Write(XmlText xml, WarmPoolRecord pool)
    {
        xml.Open("WarmPoolConfiguration")
            .LeafIfSet("MaxGroupPreparedCapacity", pool.MaxPrepared)
            .Leaf("MinSize", pool.MinSize)
            .Leaf("PoolState", pool.State)
            .LeafIfNotEmpty("Status", pool.IsDeleted ? "PendingDelete" : "");
        _ = pool.IsReused is { } isReused
            ? xml.Open("InstanceReusePolicy").Leaf("ReuseOnScaleIn", isReused).Close("InstanceReusePolicy")
            : xml;
        return xml.Close("WarmPoolConfiguration");
    }

    private static void CheckState(QueryReader reader, string? state)
    {
        if (state == Hibernated)
        {
            reader.AddError($"PoolState {Hibernated} is not supported: the contents of a node's memory are not preserved");
        }
        else if (state is not (null or WarmPoolRecord.Stopped or WarmPoolRecord.Running))
        {
            reader.AddError("poolState", $"Member must be one of {WarmPoolRecord.Stopped}, {WarmPoolRecord.Running}", state);
        }
    }

    /// <summary>Checks that the warm pool of the group may be created or changed.</summary>
    /// <exception cref="QueryErrorException">The group cannot have a pool, or its pool is being deleted.</exception>
    private static void CheckGroup(ActionContext context, GroupRecord group)
    {
        if (group.WarmPool is { IsDeleted: true })
        {
            throw new QueryErrorException(
                QueryError.Validation($"The warm pool of Auto Scaling group {TextEscaping.Escape(group.Name)} is being deleted")
            );
        }

        // User guide, "Warm pools", limitations: groups with Spot Instances cannot have a warm pool.
        bool isSpot =
            group.Mixed?.SpotPercentage > 0
            || (context.State.Launches.TryGetValue(group.Launch, out LaunchRecord? launch) && launch.SpotPrice.Length > 0);
        if (isSpot)
        {
            throw new QueryErrorException(
                QueryError.Validation("You can't add a warm pool to an Auto Scaling group that launches Spot Instances")
            );
        }
    }
}
