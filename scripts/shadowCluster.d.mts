/** The path of the archive of the empty cluster that every shadow starts from. */
export declare function shadowCluster(): Promise<string>;
